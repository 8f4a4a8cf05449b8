/**
 * What is wrong with an address that is a credential: whether it is the service's own, or of a receiver on this machine.
 * The words have nothing of it.
 */
export const hookProblem =
  (host: RegExp, path: RegExp) =>
  (credential: string): string | undefined => {
    if (!URL.canParse(credential)) return 'expected a whole address, https:// in front'
    const { protocol, hostname, pathname } = new URL(credential)
    if (protocol === 'http:' && hostname === '127.0.0.1') return undefined
    return protocol === 'https:' && host.test(hostname) && path.test(pathname)
      ? undefined
      : 'expected the address that the service gave the webhook, unchanged'
  }
