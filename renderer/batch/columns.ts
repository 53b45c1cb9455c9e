// Which column of a list means what, by its heading in either language.

export type ColumnRole =
  | { kind: 'forWhom' | 'name' | 'type' | 'term' | 'storage' }
  /** Stored with the file. */
  | { kind: 'label'; name: string }
  /** Kept for the name pattern only. */
  | { kind: 'other' }

export type Column = ColumnRole & { heading: string }

type Known = Exclude<ColumnRole['kind'], 'label' | 'other'>

/** In the spelling of `plain`. */
const headings: Readonly<Record<Known, readonly string[]>> = {
  forWhom: [
    ...['for whom', 'for', 'who', 'whom', 'recipient', 'sender', 'company', 'customer', 'client', 'supplier', 'person'],
    ...['给谁', '对象', '发件人', '收件人', '对方', '公司', '单位', '客户', '供应商', '姓名', '联系人', '发送人'],
  ],
  name: [
    ...['file', 'file name', 'filename', 'save as', 'save it as', 'key', 'object key', 'object', 'path'],
    ...['name in the bucket', '文件', '文件名', '文件名称', '保存为', '路径', '对象名', '存储空间中的名称'],
  ],
  type: [
    ...['kind of file', 'kind', 'type', 'file type', 'content type', 'mime type', 'format'],
    ...['文件类型', '类型', '文件格式', '格式'],
  ],
  term: [
    ...['works for', 'valid for', 'validity', 'works until', 'valid until', 'until', 'expires', 'expires at', 'expiry'],
    ...[
      'deadline',
      'due',
      'due date',
      '有效期',
      '有效时间',
      '有效期至',
      '截止',
      '截止时间',
      '截止日期',
      '到期',
      '到期时间',
    ],
    ...['失效时间'],
  ],
  storage: ['storage', 'storage class', '存储', '存储类型', '存储类别'],
}

/** Headings that name a person, or a file when another column already says who. */
const ambiguous = ['name', '名称', '名字']

/** Case, blanks, full-width colons and what stands in brackets at the end make no difference. */
const plain = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s*\([^)]*\)\s*$/, '')
    .replace(/[\s_-]+/g, ' ')
    .trim()

const labelHeading = /^(?:label|标签)\s*:\s*(.+)$/
const metaHeading = /^x oss meta (.+)$/

function roleOf(heading: string): ColumnRole | undefined {
  const spelled = heading.normalize('NFKC').trim()
  const label = labelHeading.exec(spelled.toLowerCase())?.[1] ?? metaHeading.exec(plain(spelled))?.[1]
  if (label !== undefined) return { kind: 'label', name: label.trim().replaceAll(' ', '-') }
  const word = plain(spelled)
  const found = Object.entries(headings).find(([, words]) => words.includes(word))
  // Object.entries widens the keys of `headings`, which are exactly these.
  return found && { kind: found[0] as Known }
}

/** The columns a first row names, or undefined when it names none and so is a row like the others. */
export function columnsOf(firstRow: readonly string[]): Column[] | undefined {
  const roles = firstRow.map(roleOf)
  const has = (kind: Known): boolean => roles.some((role) => role?.kind === kind)
  firstRow.forEach((heading, index) => {
    if (roles[index] || !ambiguous.includes(plain(heading))) return
    if (!has('forWhom')) roles[index] = { kind: 'forWhom' }
    else if (!has('name')) roles[index] = { kind: 'name' }
  })
  if (roles.every((role) => role === undefined)) return undefined
  const taken = new Set<string>()
  return firstRow.map((heading, index): Column => {
    const role = roles[index] ?? { kind: 'other' }
    const id = role.kind === 'label' ? `label ${role.name}` : role.kind
    // Of two columns that mean the same, the first counts.
    const isFirst = role.kind !== 'other' && !taken.has(id)
    taken.add(id)
    return { ...(isFirst ? role : { kind: 'other' }), heading: heading.trim() }
  })
}

/** Without headings: for whom, and then, if there is more, the name of the file. */
export const columnsWithoutHeadings = (count: number): Column[] =>
  Array.from({ length: count }, (_, index) => {
    const kind = index === 0 ? 'forWhom' : index === 1 ? 'name' : 'other'
    return { kind, heading: '' } as const
  })
