// The few words main shows itself: menu, system dialogs, the name of the practice bucket. The page has its own catalogues.
import type { AppState } from '../../shared/model/app.ts'

const en = {
  practiceBucket: 'Practice bucket',
  chooseFiles: 'Choose files to send',
  chooseFolder: 'Choose folders to send',
  send: 'Send',
  saveReport: 'Save the list',
  reportKind: 'Table (CSV)',
  textKind: 'Text',
  saveInFolder: 'Choose where the folder with the pages goes',
  saveHere: 'Save here',
  quitTitle: 'Quit OSS Courier?',
  quitMessage: 'Files are still being sent. They continue when you open OSS Courier again.',
  quitConfirm: 'Quit',
  quitCancel: 'Keep sending',
  startFailed: 'OSS Courier could not start.',
  startFailedCause: 'The reason:',
  startFailedLog: 'More is in this file:',
  pageFailed:
    'The window keeps breaking down. Files that are on their way go on. Quit OSS Courier and open it again to see them.',
  menuApp: 'OSS Courier',
  menuFile: 'File',
  menuEdit: 'Edit',
  menuView: 'View',
  menuWindow: 'Window',
  about: 'About OSS Courier',
  services: 'Services',
  hide: 'Hide OSS Courier',
  hideOthers: 'Hide Others',
  showAll: 'Show All',
  quit: 'Quit OSS Courier',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  actualSize: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Full Screen',
  minimize: 'Minimize',
  close: 'Close Window',
}

export type Words = typeof en
export type Locale = AppState['systemLocale']

const zhCN: Words = {
  practiceBucket: '练习空间',
  chooseFiles: '选择要发送的文件',
  chooseFolder: '选择要发送的文件夹',
  send: '发送',
  saveReport: '保存列表',
  reportKind: '表格（CSV）',
  textKind: '文本',
  saveInFolder: '选择存放上传页面文件夹的位置',
  saveHere: '保存到这里',
  quitTitle: '要退出 OSS Courier 吗？',
  quitMessage: '文件还在发送。下次打开 OSS Courier 时会继续发送。',
  quitConfirm: '退出',
  quitCancel: '继续发送',
  startFailed: 'OSS Courier 无法启动。',
  startFailedCause: '原因：',
  startFailedLog: '详细信息见以下文件：',
  pageFailed: '窗口反复出错。正在发送的文件会继续发送。请退出 OSS Courier 后重新打开，以查看进度。',
  menuApp: 'OSS Courier',
  menuFile: '文件',
  menuEdit: '编辑',
  menuView: '显示',
  menuWindow: '窗口',
  about: '关于 OSS Courier',
  services: '服务',
  hide: '隐藏 OSS Courier',
  hideOthers: '隐藏其他',
  showAll: '全部显示',
  quit: '退出 OSS Courier',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  actualSize: '实际大小',
  zoomIn: '放大',
  zoomOut: '缩小',
  fullScreen: '全屏',
  minimize: '最小化',
  close: '关闭窗口',
}

export const catalogues: Record<Locale, Words> = { en, 'zh-CN': zhCN }

/** The first language of the system's list that we have; English when we have none of them. */
export function matchLocale(systemLanguages: readonly string[]): Locale {
  for (const language of systemLanguages) {
    const primary = language.toLowerCase().split(/[-_.]/)[0]
    // Readers of traditional Chinese are better served by simplified Chinese than by English.
    if (primary === 'zh') return 'zh-CN'
    if (primary === 'en') return 'en'
  }
  return 'en'
}
