import type { Fetch } from '#exchange/transport.ts'
import type { Ban } from '#paper/wire/limits.ts'
import { type Find, face } from './findings.ts'

/** A request that left although the exchange had asked its process to wait. */
export interface Impatience {
  readonly at: number
  readonly request: string
  readonly status: number
  readonly until: number
}

/** How long the watch's look must lie back while a process is limited. */
const betweenLooksMs = 8_000

/** One process's way to the exchange, which notes what leaves before its time; judged by the answers alone. */
export function attentive(fetch: Fetch, now: () => number, noted: Impatience[]): Fetch {
  const until = new Map<number, number>()
  let lookedAt = Number.NEGATIVE_INFINITY
  return async (url, init) => {
    const { pathname, search } = new URL(url)
    const params = new URLSearchParams(init.body ? String(init.body) : search)
    const request = `${init.method} ${pathname}`
    const looks = request === 'GET /fapi/v3/positionRisk' && !params.has('symbol')
    const protects =
      (params.get('type') === 'MARKET' && params.get('reduceOnly') === 'true') ||
      (params.get('type') === 'STOP_MARKET' && params.get('closePosition') === 'true')
    const mayGo = protects || (looks && now() - lookedAt >= betweenLooksMs)
    for (const [status, end] of until)
      if (now() < end && (status === 418 || !mayGo)) noted.push({ at: now(), request, status, until: end })
    if (looks) lookedAt = now()
    const answer = await fetch(url, init)
    if (answer.status === 429 || answer.status === 418)
      until.set(
        answer.status,
        Math.max(until.get(answer.status) ?? 0, endOf(answer, await wordsOf(answer), now())),
      )
    return answer
  }
}

const wordsOf = (answer: Response): Promise<string> => answer.clone().text()

/** The later of what header and words say; the end of the minute where neither says anything. */
function endOf({ headers }: Response, words: string, now: number): number {
  const seconds = Number(headers.get('Retry-After') ?? 0)
  const banned = Number(/banned until (\d+)/.exec(words)?.[1] ?? 0)
  const end = Math.max(banned, seconds > 0 ? now + seconds * 1_000 : 0)
  return end > now ? end : (Math.floor(now / 60_000) + 1) * 60_000
}

/** Asked to wait we wait; and what goes all the same never leads to a ban. */
export function patient(
  {
    bans = [],
    impatient = [],
  }: { readonly bans?: readonly Ban[]; readonly impatient?: readonly Impatience[] },
  find: Find,
): void {
  for (const { at, request, status, until } of impatient)
    find('P11', `${request} was sent at ${face(at)}, asked (${status}) to wait until ${face(until)}`)
  for (const { address, at, cause } of bans)
    if (cause !== 'somebody else') find('P11', `${cause} had the address ${address} banned at ${face(at)}`)
}
