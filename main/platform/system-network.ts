import { net, session } from 'electron'

/** What Electron says of the network: the system's proxy settings with their PAC script, and whether there is a network. */
export const systemNetwork = {
  resolve: (url: string): Promise<string> => session.defaultSession.resolveProxy(url),
  isOnline: (): boolean => net.isOnline(),
}
