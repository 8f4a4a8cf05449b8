import type { IncomingHttpHeaders } from 'node:http'

/** How a request is taken: a page that is opened, what the page or a tool reads, and what acts. */
export type Manner = 'opens' | 'reads' | 'acts'

/**
 * Why a request is not answered, with whatever cookie it comes; undefined where it may be. Any page in a browser can send requests
 * to this machine, in its own name (Origin, Sec-Fetch-Site) or under a name that it has made point here (Host).
 */
export function strangerIn(
  headers: IncomingHttpHeaders,
  address: string,
  manner: Manner,
): string | undefined {
  const { host, origin } = headers
  if (host !== URL.parse(address)?.host)
    return `this page is at ${address} alone, and was asked for under another name`
  if (origin !== undefined && origin !== address) return 'requests of other pages are not answered'
  if (manner === 'opens') return undefined
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return 'requests of other sites are not answered'
  if (manner === 'acts' && origin !== address) return 'only the page itself may act: its Origin was expected'
  return undefined
}
