/**
 * What is wrong with an address that is a credential: it must be the service's own, or that of a receiver on this
 * machine. The words never quote the address.
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
