import type { ErrorCode } from '../../errors.ts'
import type { Message } from '../message.ts'

/** One sentence or two for every code of shared/errors.ts: what happened, then what to do. */
export const errors = {
  'account.changed':
    'The account “{account}” sends to the bucket “{bucket}” now, and this file was meant for the one before. Try again to send it there.',
  'account.notFound': 'This account is no longer in OSS Courier. Choose another one, and add the files again with it.',
  'account.partsLeft':
    'What was already sent of this file could not be removed from “{bucket}”, the bucket “{account}” had, and is billed there. Ask your administrator to remove unfinished uploads.',
  'account.removed': 'The account “{account}” was removed. Add the file again with another account.',
  'account.secretMissing': 'The AccessKey secret of “{account}” is not on this computer. Enter it again in Settings.',
  'account.secretUnreadable':
    'This computer’s keychain does not open the secret of “{account}” right now. Unlock the keychain, or enter the secret again in Settings.',
  'account.nameTaken': 'There is already an account called “{name}”. Give this one another name.',
  'auth.accountDisabled':
    'The Alibaba Cloud account behind this bucket is suspended, often because of an unpaid bill. Ask whoever manages it.',
  'auth.denied': 'This key has no permission for “{resource}”. Ask your administrator for {action}.',
  'auth.signatureMismatch':
    'The AccessKey secret does not belong to this AccessKey ID. Copy the secret again and paste all of it.',
  'auth.tokenExpired':
    'The temporary key has ended. Get a new one and enter it in Settings. Nothing in the list is lost.',
  'auth.tokenInvalid':
    'The security token does not belong to this temporary key. Get a new key and enter its ID, secret and token together.',
  'auth.unknownKey':
    'Alibaba Cloud does not know this AccessKey ID, or it is switched off. Check it, or ask your administrator.',
  'bucket.invalidName':
    '“{bucket}” cannot be a bucket name. Bucket names have 3 to 63 lower-case letters, digits and hyphens, and no hyphen at either end.',
  'bucket.notFound': 'There is no bucket called “{bucket}”. Check its name and its region.',
  'bucket.wrongRegion': 'The bucket “{bucket}” is in {region}. Switch the account to that region.',
  'callback.failed':
    'The file is in the bucket, but your server did not answer when it was told so. Ask whoever looks after that server.',
  'clock.skewed': 'This computer’s clock is {offsetMinutes} minutes off. Set the date and time, then try again.',
  'cors.denied': 'The bucket does not take uploads from web pages. Ask your administrator to add a CORS rule.',
  'cors.tooManyRules':
    'The bucket has {max} CORS rules already, and more are not possible. Ask your administrator to remove one.',
  'endpoint.accelerationOff':
    'Transfer acceleration is not switched on for “{bucket}”. Connect another way, or ask your administrator to switch it on.',
  'endpoint.notOss':
    '{host} answered, but not as Alibaba Cloud OSS does. Check the address, and whether this network wants you to sign in first.',
  'endpoint.publicForbidden':
    'The Alibaba Cloud account of “{bucket}” may not use the public address: newer accounts cannot in mainland China. Connect through your own domain.',
  'endpoint.refused':
    'Alibaba Cloud does not take requests for this bucket at {host}. Check the domain, and that it is bound to the bucket.',
  'endpoint.invalidHost': '“{host}” is not a domain. Type it alone, without a path, for example files.example.com.',
  'endpoint.plainHttp':
    'At {host} nothing would be encrypted, and others on the way could read the files. Use an address with https.',
  'file.changed': 'The file changed while it was being sent. Finish and close it, then send it again.',
  'file.duplicateKey':
    'In the bucket it would have the same name as “{other}”. Choose whether to keep both or skip this one.',
  'file.notFound': 'The file is no longer where it was. Put it back and try again, or remove it from the list.',
  'file.notSaved':
    'The file could not be saved there. If it is open in another program, close it, or choose another place.',
  'file.special': 'This is not an ordinary file but something of the system’s. Leave it out.',
  'file.unreadable':
    'The file cannot be opened. Close it in other programs, check that you may read it, and try again.',
  'folder.notRead':
    'The account was removed or changed before this folder was read to its end. Try again to read the rest.',
  'folder.unreadable': 'The folder cannot be opened. Check that you may read it, then add it again.',
  internal: 'OSS Courier ran into a problem of its own. Try again, and if it comes back, copy the details for support.',
  'ipc.badInput': 'OSS Courier cannot use what was entered. Check the fields and try again.',
  'ipc.untrustedSender': 'This request did not come from OSS Courier’s own window, so it was turned down.',
  'kit.ended': 'This upload is over: the file was put together, or what had arrived was discarded. Make a new link.',
  'kit.partsMissing': 'The file is not complete: {accepted} of {planned} parts are there. Wait for the rest.',
  'link.callback':
    'OSS would not take the notification of your server as it is. Open “Notify a server” and look at this field: {part}.',
  'link.cannotClose':
    'This link cannot be closed early: each upload replaces the one before. It ends by itself, or when its AccessKey is disabled.',
  'link.expired': 'This link has ended. Make a new one.',
  'link.headerValue': '{header} can hold English letters, digits and plain signs only. Type its value again.',
  'link.notByForm':
    'A page of the form kind cannot send {header}. Choose the page with progress, or make the link without it.',
  'link.notFound': 'This link is no longer in the list.',
  'link.unreadable':
    'The keychain of this computer did not open this link. Unlock it and start OSS Courier again, or make a new link.',
  'link.pinnedHeader':
    '{header} cannot be a further header of a link: it has a field of its own, or browsers set it themselves. Remove it.',
  'link.speedLimit': 'The speed of a link can be limited to between {min} KB/s and {max} MB/s. Change the limit.',
  'link.tooShort': 'A link works for a minute at least. Choose a later end.',
  'net.hostNotFound': 'The address {host} cannot be found. Check the internet connection, the bucket and the region.',
  'net.offline': 'There is no network. Check this computer’s connection.',
  'net.proxyBlocked':
    'The proxy {proxy} does not let OSS Courier through to {host}. Ask whoever looks after the network to allow this address.',
  'net.proxyInvalid':
    '“{address}” is not the address of a proxy. In Settings, under Network, write a name and a port, such as proxy.example.com:8080.',
  'net.proxyLogin':
    'The proxy {host} asks for a user name and password, or does not accept the ones it was given. Enter them in Settings, under Network.',
  'net.proxyLoginKind':
    'The proxy {host} asks for a kind of login that OSS Courier cannot give: it can give a user name and password. Ask whoever looks after the network.',
  'net.proxyRefused':
    'The proxy {host} cannot be reached. Check the network or VPN, and the proxy in Settings, under Network.',
  'net.refused': '{host} does not take the connection. A firewall or the company network may be in the way.',
  'net.reset': 'The connection broke off. Try again, and if it keeps happening, check the network or VPN.',
  'net.timeout': '{host} did not answer in time. Check the network and try again.',
  'net.tls':
    'The certificate of {host} is not trusted, so nothing was sent. If this is your own domain, ask whoever looks after it.',
  'object.archived': 'This file is in the archive. Restore it in the Alibaba Cloud console first.',
  'object.exists': 'This name is taken in the bucket. Choose whether to keep both, skip or replace.',
  'object.immutable': 'The bucket’s retention rule protects the file of this name. Choose another name.',
  'object.invalidKey': 'The bucket cannot take this name. It must not be empty or begin with / or \\. Rename the file.',
  'object.keyTooLong':
    'The name with its folders has {bytes} bytes, and {max} is the most. Shorten it. A Chinese character counts as three.',
  'object.notFound': 'There is no such file in the bucket. It may have been moved or deleted.',
  'object.outsideFolder': 'This account works in the folder “{folder}” only. Choose a name inside it.',
  'option.invalid': 'OSS does not take one of the details: {detail}. Change it and try again.',
  'option.kmsOff': 'This bucket’s encryption service (KMS) is off, or closed to this key. Ask your administrator.',
  'practice.notRunning': 'The practice bucket did not start. Try again, or open OSS Courier anew.',
  'region.invalid': '“{region}” cannot be a region. Choose one from the list, or type an ID such as cn-hangzhou.',
  'region.mismatch': '“{region}” is not the region of this bucket. Choose the one its page in the console shows.',
  'request.failed':
    'Alibaba Cloud turned the request down ({status} {ossCode}). Copy the details and ask your administrator.',
  'server.busy': 'Alibaba Cloud is busy. Wait a minute and try again.',
  'server.error': 'Alibaba Cloud has a problem at its end. Wait a few minutes and try again.',
  'upload.checksumMismatch':
    'What is in the bucket differs from the file on this computer. Send it again, and do not use that copy.',
  'upload.digestMismatch': 'The data changed on its way. Send it again.',
  'upload.incompleteBody': 'Only part of the file arrived. Send it again.',
  'upload.notFound': 'OSS no longer has the part that was already sent. Send the file again from the start.',
  'upload.partRejected': 'OSS did not take one part of the file. Send it again.',
  'upload.tooLarge': 'The file is larger than OSS takes. Split it into smaller ones.',
} as const satisfies Record<ErrorCode, Message>
