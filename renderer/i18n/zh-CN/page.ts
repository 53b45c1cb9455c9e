import type { page as english } from '../en/page.ts'
import type { Translation } from '../../../shared/words/message.ts'

export const page: Translation<typeof english> = {
  open: '保存上传页面',
  title: '保存上传页面',
  lead: '一个 HTML 文件，可以用邮件或聊天工具发送。对方用浏览器打开，把文件拖进去就能上传。',

  asking: '正在查看 {bucket} 是否接受网页上传…',
  allowed: '{bucket} 接受网页上传，页面可以显示进度。',
  closed: '{bucket} 还不接受网页上传，所以页面只能用简单表单。您可以为整个存储空间开启。',
  allow: '开启…',
  lookAgain: '重新查看',
  ruleTitle: '将为 {bucket} 添加这条跨域（CORS）规则',
  ruleHint: '原有规则保持不变。网页仍然只能凭您生成的链接上传。',
  rule: '跨域（CORS）规则',
  addRule: '添加规则',
  copyRule: '复制规则',
  ruleAdmin: '如果您的密钥没有权限添加，请把规则交给管理员。',
  ruleSlow: '规则已添加到 {bucket}，但还没有生效，可能需要几分钟。',

  kind: '页面类型',
  kindPut: '显示进度',
  kindPutHint: '能看到上传进度，并告知是否到达',
  kindForm: '简单表单',
  kindFormHint: '适用于任何存储空间，看不到进度，是否到达以您看到的为准',
  kindFormCallback: '适用于所有存储空间，但无法告知文件是否到达：回应来自您的服务器',
  kindFormNot: '无法发送这个链接需要的 {header}',
  named: '由对方决定文件名',
  namedHint: '每个文件以原名存入 {folder}，不会替换已有文件。',
  namedNoFolder: '仅适用于带文件夹的名称，例如 合同/某某公司-已签.pdf。',
  size: '文件大小上限',
  sizePut: '由页面限制。直接使用链接的人不受此限制。',
  sizeExact: {
    one: '这个链接只接收大小恰好为 {count} 字节的文件，页面会在发送前说明。',
    other: '这个链接只接收大小恰好为 {count} 字节的文件，页面会在发送前说明。',
  },
  sizeForm: '由阿里云限制。',
  asker: '收件方',
  askerHint: '页面标题显示为“上传文件给 {name}”。',
  needAsker: '请填写由谁收取文件。',
  language: '默认显示语言',
  save: '保存页面…',

  savedTitle: '上传页面已保存',
  saved: '“{file}”可以发送了。',
  savedPut: '页面会显示进度，并告知文件是否到达。',
  savedForm: '页面看不到您的存储空间，请在存储空间中查看文件是否到达。',
  savedSecret:
    '在链接失效之前，拿到这个文件的人都能上传。有些邮箱会拦截 HTML 文件，可以改用聊天工具发送，或打包成 ZIP。',
}
