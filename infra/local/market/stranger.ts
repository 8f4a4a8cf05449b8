import { timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

/**
 * Why a request that could change something here is refused; undefined for a client with the token. A web page can
 * send requests to this machine from anywhere, in its own name (Origin) or under a name that it has made point here
 * (Host).
 */
export function strangerIn(headers: Headers, told: string | undefined, token: string): string | undefined {
  if (headers.has('origin')) return 'requests from web pages are not answered'
  const hostname = URL.parse(`http://${headers.get('host')}`)?.hostname ?? ''
  if (hostname !== 'localhost' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0)
    return `asked under the name ${hostname}; use the address, or localhost`
  return told !== undefined && isSame(told, token) ? undefined : 'the token is missing or wrong'
}

const isSame = (one: string, other: string): boolean =>
  Buffer.byteLength(one) === Buffer.byteLength(other) && timingSafeEqual(Buffer.from(one), Buffer.from(other))

/** The token in a request's `Authorization: Bearer …`. */
export const bearerOf = (headers: Headers): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
