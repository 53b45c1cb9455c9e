import type { MessageWords } from './en.ts'

export const chinese: MessageWords = {
  intlLocale: 'zh-CN',
  ask: (fileName) => `请上传文件“${fileName}”。`,
  until: (time) => `请在 ${time}之前上传，不需要账号。`,
  timeInZone: (time, zone) => `${time}（${zone}）`,
  firstOnly: '只有第一次上传有效，上传前请确认文件无误。',
  exactly: (bytes) => `文件大小必须恰好是 ${bytes} 字节，其他文件会被拒绝。`,
  keep: '拿到这条消息的人都能代您上传，请不要转发。',
  how: '上传方法：',
  folder: (fileName) => `1. 把文件放进一个文件夹，文件名须为 ${fileName}`,
  terminal:
    '2. 在这个文件夹里打开终端。Windows：在文件夹空白处点右键，选“在终端中打开”。Mac：右键点按文件夹，选“服务”>“新建位于文件夹位置的终端窗口”。',
  paste: '3. 复制与您电脑对应的那一行，粘贴到终端，按回车键。',
  done: '4. 最后一行显示 HTTP 200，就表示文件已送达。如果显示其他内容，请原样发给我。',
  doneWithCallback: '4. 最后一行显示 HTTP 200 或 HTTP 203，就表示文件已送达。如果显示其他内容，请原样发给我。',
  windows: 'Windows：',
  windowsProgram: 'Windows（PowerShell，全部行一起粘贴；最后显示 Uploaded. 表示文件已送达）：',
  others: 'Mac 或 Linux：',
}
