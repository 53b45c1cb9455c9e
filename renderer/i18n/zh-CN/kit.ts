import type { kit as english } from '../en/kit.ts'
import type { Translation } from '../../../shared/words/message.ts'

export const kit: Translation<typeof english> = {
  large: '大文件',
  largeHint: '超过 5 GB，或网络不稳定时使用：把上传页面发给对方，文件会分片上传。',
  largest: '不超过',
  largestHint: '小一些的文件也可以发送。上限越大，每个分片越大。',

  ready: '可以保存上传页面了',
  readyLead: '大文件会分片上传，每个分片都有单独的签名，所以没有可复制的链接。请把上传页面发给对方。',
  overTitle: '这次上传已结束',
  endedTitle: '这个链接已失效',
  savePage: '保存上传页面',
  saveFile: '保存为套件文件',
  saveFileHint: '适合装有 OSS Courier 的接收者，也供程序使用：一个小文件包含所有已签名的地址。',
  savedFile: '“{file}”已保存。拿到它的人在链接失效前都能上传。',

  arrived: '已收到',
  nothing: '还没有收到任何内容。',
  progress: { one: '{accepted}/{count} 个分片，{bytes}', other: '{accepted}/{count} 个分片，{bytes}' },
  whole: {
    one: '文件已全部收到，共 {count} 个分片（{bytes}），但页面没有完成合并。',
    other: '文件已全部收到，共 {count} 个分片（{bytes}），但页面没有完成合并。',
  },
  removedAt: '{time}之后会删除未完成的内容。',
  look: '重新查看',
  looking: '正在查看…',
  finish: '完成…',
  finishTitle: '要合并文件吗？',
  finishText: '{name} 的大小将为 {bytes}。之后不能再用这个页面上传。',
  finishDo: '完成',
  finished: '{name} 已完成：{bytes}。',
  finishedUntold: '{name} 已完成：{bytes}。没能通知您的服务器。',
  over: '文件已合并完成，或已被丢弃，请看列表。',
  discard: '丢弃…',
  discardTitle: '丢弃已收到的内容并结束这个链接吗？',
  discardNothing: '之后不能再用这个页面上传。',
  discardText: {
    one: '将删除 {count} 个分片。之后不能再用这个页面上传。',
    other: '将删除 {count} 个分片。之后不能再用这个页面上传。',
  },
  discardDo: '丢弃',
  discarded: '链接已结束，没有保留任何内容。',

  pageTitle: '保存上传页面',
  pageLead: '一个 HTML 文件，可以通过邮件或聊天发送。对方打开后拖入文件，就会分片上传。',
  pageCan: '页面会显示进度，自动重发中断的分片，关闭后可以继续，并在文件完整送达时提示。',
  asking: '正在查看网页能在 {bucket} 里做什么…',
  open: '网页可以向 {bucket} 分片上传。',
  partly: '网页可以向 {bucket} 发送，但不能查看已有的内容，或者不能丢弃。这样只有在同一个浏览器里才能继续上传。',
  partlyEtag: '网页可以向 {bucket} 发送，但读不到分片的 ETag，页面会改用分片列表。',
  closed: '网页还不能向 {bucket} 上传大文件。添加规则后页面即可使用，也可以先保存页面。',
  save: '保存页面…',
  savedTitle: '上传页面已保存',
  saved: '“{file}”可以发送了。',
  savedLead: '文件完整送达时页面会提示，您也可以在这里看到收到了多少。',

  expiredNotice: {
    one: '{name} 的链接已到期，但文件不完整。已删除收到的 {count} 个分片。',
    other: '{name} 的链接已到期，但文件不完整。已删除收到的 {count} 个分片。',
  },
}
