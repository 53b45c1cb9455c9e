import type { PageLocale } from './facts.ts'

/** Without scripts the page can only say so, or be a form of the plainest kind. */
export const plainWords: Record<PageLocale, { noScript: string; plainForm: string; file: string; send: string }> = {
  en: {
    noScript:
      'This page needs JavaScript, which is switched off here. Save the page, then open it in Chrome, Edge, Firefox or Safari.',
    plainForm:
      'JavaScript is switched off here, so this page cannot show anything while it sends. Choose the file, press Send once, and wait. An answer with the word Error means that it was not taken.',
    file: 'File',
    send: 'Send',
  },
  'zh-CN': {
    noScript: '这个页面需要 JavaScript，而这里已关闭。请先保存页面，再用 Chrome、Edge、Firefox 或 Safari 打开。',
    plainForm:
      'JavaScript 已关闭，发送时页面无法显示进度。请选择文件，按一次“发送”，然后等待。如果出现带有 Error 的内容，说明文件没有被接收。',
    file: '文件',
    send: '发送',
  },
}
