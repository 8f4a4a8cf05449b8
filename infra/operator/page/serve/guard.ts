import type { IncomingHttpHeaders } from 'node:http'

/** Kinds of request: opening a page, reading by the page or a tool, and acting. */
export type Manner = 'opens' | 'reads' | 'acts'

/**
 * Why a request is refused, whatever cookie it carries; undefined: it is allowed. Any page in a browser can send
 * requests to this machine, under its own name (Origin, Sec-Fetch-Site) or under a name that it pointed here (Host).
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
