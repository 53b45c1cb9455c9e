// OSS's regions, as Alibaba's table of regions and endpoints names them. Users may type one that is not here.

export type Region = {
  /** As signed: `cn-hangzhou`, never `oss-cn-hangzhou`. */
  id: string
  en: string
  zh: string
  area: 'mainland' | 'overseas'
  /** `closing`: no new buckets. `unsure`: seen in public code, not in Alibaba's newest table. */
  status: 'ok' | 'closing' | 'unsure'
  hasDualStack: boolean
  /** Only where the host is not `oss-<id>.aliyuncs.com`. */
  publicHost?: string
  internalHost?: string
}

type Row = readonly [id: string, en: string, zh: string]

const plain =
  (area: Region['area'], status: Region['status'], hasDualStack: boolean) =>
  ([id, en, zh]: Row): Region => ({ id, en, zh, area, status, hasDualStack })

const mainlandWithDualStack: readonly Row[] = [
  ['cn-hangzhou', 'China (Hangzhou)', '华东1（杭州）'],
  ['cn-shanghai', 'China (Shanghai)', '华东2（上海）'],
  ['cn-qingdao', 'China (Qingdao)', '华北1（青岛）'],
  ['cn-beijing', 'China (Beijing)', '华北2（北京）'],
  ['cn-zhangjiakou', 'China (Zhangjiakou)', '华北3（张家口）'],
  ['cn-huhehaote', 'China (Hohhot)', '华北5（呼和浩特）'],
  ['cn-wulanchabu', 'China (Ulanqab)', '华北6（乌兰察布）'],
  ['cn-shenzhen', 'China (Shenzhen)', '华南1（深圳）'],
  ['cn-heyuan', 'China (Heyuan)', '华南2（河源）'],
  ['cn-guangzhou', 'China (Guangzhou)', '华南3（广州）'],
  ['cn-chengdu', 'China (Chengdu)', '西南1（成都）'],
]

const mainland: readonly Row[] = [['cn-zhongwei', 'China (Zhongwei)', '西北2（中卫）']]

const overseasWithDualStack: readonly Row[] = [
  ['cn-hongkong', 'China (Hong Kong)', '中国（香港）'],
  ['eu-central-1', 'Germany (Frankfurt)', '德国（法兰克福）'],
]

const overseas: readonly Row[] = [
  ['ap-northeast-1', 'Japan (Tokyo)', '日本（东京）'],
  ['ap-northeast-2', 'South Korea (Seoul)', '韩国（首尔）'],
  ['ap-southeast-1', 'Singapore', '新加坡'],
  ['ap-southeast-3', 'Malaysia (Kuala Lumpur)', '马来西亚（吉隆坡）'],
  ['ap-southeast-5', 'Indonesia (Jakarta)', '印度尼西亚（雅加达）'],
  ['ap-southeast-6', 'Philippines (Manila)', '菲律宾（马尼拉）'],
  ['ap-southeast-7', 'Thailand (Bangkok)', '泰国（曼谷）'],
  ['eu-west-1', 'UK (London)', '英国（伦敦）'],
  ['us-west-1', 'US (Silicon Valley)', '美国（硅谷）'],
  ['us-east-1', 'US (Virginia)', '美国（弗吉尼亚）'],
  ['na-south-1', 'Mexico', '墨西哥'],
  ['me-east-1', 'UAE (Dubai)', '阿联酋（迪拜）'],
  ['me-central-1', 'SAU (Riyadh - Partner Region)', '沙特（利雅得）- 合作伙伴运营'],
]

const closing: readonly Row[] = [
  ['cn-nanjing', 'China (Nanjing - Local Region)', '华东5（南京-本地地域）'],
  ['cn-fuzhou', 'China (Fuzhou - Local Region)', '华东6（福州-本地地域）'],
]

const unsureMainland: readonly Row[] = [['cn-wuhan-lr', 'China (Wuhan - Local Region)', '华中1（武汉-本地地域）']]

const unsure: readonly Row[] = [
  ['ap-southeast-8', 'Malaysia (Johor)', '马来西亚（柔佛州）'],
  ['eu-west-2', 'France (Paris)', '法国（巴黎）'],
  ['sa-east-1', 'Brazil (Sao Paulo)', '巴西（圣保罗）'],
]

/** Clouds of their own for banks and authorities, whose hosts do not follow the pattern. */
const special: readonly Region[] = [
  {
    id: 'cn-hangzhou-finance',
    en: 'China (Hangzhou Finance)',
    zh: '杭州金融云公网',
    area: 'mainland',
    status: 'unsure',
    hasDualStack: false,
    publicHost: 'oss-cn-hzfinance.aliyuncs.com',
    internalHost: 'oss-cn-hzfinance-internal.aliyuncs.com',
  },
  {
    id: 'cn-shanghai-finance-1',
    en: 'China (Shanghai Finance)',
    zh: '上海金融云公网',
    area: 'mainland',
    status: 'unsure',
    hasDualStack: false,
    publicHost: 'oss-cn-shanghai-finance-1-pub.aliyuncs.com',
    internalHost: 'oss-cn-shanghai-finance-1-pub-internal.aliyuncs.com',
  },
  {
    id: 'cn-shenzhen-finance-1',
    en: 'China (Shenzhen Finance)',
    zh: '深圳金融云公网',
    area: 'mainland',
    status: 'unsure',
    hasDualStack: false,
    publicHost: 'oss-cn-szfinance.aliyuncs.com',
    internalHost: 'oss-cn-szfinance-internal.aliyuncs.com',
  },
  {
    id: 'cn-beijing-finance-1',
    en: 'China (Beijing Finance)',
    zh: '北京金融云公网',
    area: 'mainland',
    status: 'unsure',
    hasDualStack: false,
    publicHost: 'oss-cn-beijing-finance-1-pub.aliyuncs.com',
  },
  {
    id: 'cn-north-2-gov-1',
    en: 'China (North 2 Government)',
    zh: '华北2阿里政务云1',
    area: 'mainland',
    status: 'unsure',
    hasDualStack: false,
    publicHost: 'oss-cn-north-2-gov-1.aliyuncs.com',
    internalHost: 'oss-cn-north-2-gov-1-internal.aliyuncs.com',
  },
]

/** In the order a list shows them: mainland, elsewhere, then the ones few people need. */
export const regions: readonly Region[] = [
  ...mainlandWithDualStack.map(plain('mainland', 'ok', true)),
  ...mainland.map(plain('mainland', 'ok', false)),
  ...overseasWithDualStack.map(plain('overseas', 'ok', true)),
  ...overseas.map(plain('overseas', 'ok', false)),
  ...closing.map(plain('mainland', 'closing', false)),
  ...unsureMainland.map(plain('mainland', 'unsure', false)),
  ...unsure.map(plain('overseas', 'unsure', false)),
  ...special,
]

const byId = new Map(regions.map((region) => [region.id, region]))

export const findRegion = (id: string): Region | undefined => byId.get(id)

/** Whether the text can be a region at all, known or not. */
export const isRegionId = (text: string): boolean => /^[a-z0-9-]+$/.test(text) && !text.startsWith('oss-')

/** What people paste, as a region: `oss-cn-hangzhou`, `oss-cn-hangzhou-internal.aliyuncs.com` and `CN-Hangzhou` too. */
export function normalizeRegion(text: string): string {
  const host = (text.trim().toLowerCase().split('://').at(-1) ?? '').replace(/\/.*$/, '')
  const named = special.find((region) => region.publicHost === host || region.internalHost === host)
  if (named !== undefined) return named.id
  const name = host.replace(/(?:\.oss)?\.aliyuncs\.com$/, '').replace(/^.*\./, '')
  return name.replace(/^oss-/, '').replace(/-internal$/, '')
}
