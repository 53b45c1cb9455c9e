export const kit = {
  large: 'Large file',
  largeHint: 'Over 5 GB, or where the line breaks: it goes up in parts, on a page you send along.',
  largest: 'Up to',
  largestHint: 'A smaller file can be sent too. The more it may be, the larger are the parts.',

  ready: 'Your upload page can be saved',
  readyLead:
    'A large file goes up in parts, each with a signature of its own. So there is no link to copy: send the page.',
  overTitle: 'This upload is over',
  endedTitle: 'This link has ended',
  savePage: 'Save upload page',
  saveFile: 'Save as kit file',
  saveFileHint: 'For a receiver who has OSS Courier, and for programs: every signed address in one small file.',
  savedFile: '“{file}” is saved. Whoever has it can upload until the link ends.',

  arrived: 'What has arrived',
  nothing: 'Nothing yet.',
  progress: { one: '{accepted} of {count} part, {bytes}', other: '{accepted} of {count} parts, {bytes}' },
  whole: {
    one: 'All of it is here, in {count} part ({bytes}), but the page did not put it together.',
    other: 'All of it is here, in {count} parts ({bytes}), but the page did not put it together.',
  },
  removedAt: 'What is not finished is removed after {time}.',
  look: 'Look again',
  looking: 'Looking…',
  finish: 'Finish…',
  finishTitle: 'Put the file together?',
  finishText: '{name} will have {bytes}. Nobody can upload with this page any more.',
  finishDo: 'Finish',
  finished: '{name} is complete: {bytes}.',
  finishedUntold: '{name} is complete: {bytes}. Your own server could not be told.',
  over: 'It was put together, or discarded: the list says which.',
  discard: 'Discard…',
  discardTitle: 'Discard what has arrived, and end this link?',
  discardNothing: 'Nobody can upload with this page any more.',
  discardText: {
    one: '{count} part is deleted. Nobody can upload with this page any more.',
    other: '{count} parts are deleted. Nobody can upload with this page any more.',
  },
  discardDo: 'Discard',
  discarded: 'This link has been ended, and nothing of it was kept.',

  pageTitle: 'Save the upload page',
  pageLead: 'One HTML file to send by mail or chat. Whoever opens it drops a file there, and it goes up in parts.',
  pageCan:
    'It shows how far it is, sends again what broke, goes on after it was closed, and says when the file is complete.',
  asking: 'Looking what web pages may do in {bucket}…',
  open: 'Web pages may upload to {bucket} in parts.',
  partly:
    'Web pages may send to {bucket}, but not look at what is there already, or not discard it. The page then goes on only in the same browser.',
  partlyEtag:
    'Web pages may send to {bucket}, but they cannot read the ETag of a part. The page then relies on the list of parts.',
  closed:
    'Web pages may not upload large files to {bucket} yet. The page works as soon as the rule is there; you can save it before.',
  save: 'Save page…',
  savedTitle: 'The upload page is saved',
  saved: '“{file}” is ready to be sent.',
  savedLead: 'It says when the file is complete, and you see here how much has arrived.',

  expiredNotice: {
    one: 'The link for {name} ended before the file was complete. The {count} part that had arrived was removed.',
    other: 'The link for {name} ended before the file was complete. The {count} parts that had arrived were removed.',
  },
} as const
