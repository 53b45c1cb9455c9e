import type { welcome as english } from '../en/welcome.ts'
import type { Translation } from '../../../shared/words/message.ts'

export const welcome: Translation<typeof english> = {
  title: '发送文件，或收取文件',
  lead: 'OSS Courier 把文件存入贵公司的阿里云存储，也能生成上传链接，让别人把文件传进来。',
  connect: '用访问密钥连接',
  connectHint: '您手头有存储空间、地域和 AccessKey 的信息。',
  connectButton: '连接',
  tryIt: '先试一试',
  tryItHint: '使用这台电脑上的练习空间，内容不会传到别处。',
  tryItButton: '试用',
  starting: '正在启动…',
  mark: 'Courier',
  goOn: '使用',
}
