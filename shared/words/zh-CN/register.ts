import type { Translation } from '../message.ts'
import type { register as english } from '../en/register.ts'

export const register: Translation<typeof english> = {
  fileName: '上传链接',
  columnForWhom: '给谁用',
  columnKey: '存储空间中的名称',
  columnAccount: '账号',
  columnMade: '生成时间（本机时间）',
  columnUntil: '有效期至',
  columnState: '状态',
  columnBytes: '大小（字节）',
  columnReceived: '收到时间',
  columnReason: '原因',
  columnLink: '链接',
  'state.waiting': '等待上传',
  'state.arriving': '正在上传',
  'state.received': '已收到',
  'state.replaced': '再次收到',
  'state.expired': '已过期，未使用',
  'state.closed': '已提前关闭',
  stateUnknown: '已过期',
  nameTaken: '存储空间中此前已有同名文件，因此无法上传。',
  cannotCheck: '无法查看是否已收到文件。',
  arrivedTitle: { one: '通过链接收到一个文件', other: '通过链接收到 {count} 个文件' },
  arrivedBodyFor: '{name}，来自{person}',
  arrivedBodyMany: '{name}，另有 {more} 个',
}
