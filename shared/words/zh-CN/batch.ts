import type { batch as english } from '../en/batch.ts'
import type { Translation } from '../message.ts'

export const batch: Translation<typeof english> = {
  tableName: '{name} – 链接',
  messagesName: '{name} – 消息',
  pagesName: '{name} – 上传页面',
  columnForWhom: '给谁',
  columnKey: '存储空间中的名称',
  columnLink: '链接',
  columnUntil: '有效期至（本机时间）',
  columnHeaders: '需要带上的请求头',
  columnMessage: '消息',
}
