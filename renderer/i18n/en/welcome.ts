export const welcome = {
  title: 'Send files, or ask for them',
  lead: 'OSS Courier puts files into your company’s Alibaba Cloud storage and makes links with which others can upload to it.',
  connect: 'Connect with an access key',
  connectHint: 'You know the bucket, the region and an AccessKey.',
  connectButton: 'Connect',
  tryIt: 'Just try it',
  tryItHint: 'A practice bucket on this computer. Nothing leaves it.',
  tryItButton: 'Try',
  starting: 'Starting…',
  mark: 'Courier',
  goOn: 'Use it',
} as const
