import type { Fetch } from '#binance/transport.ts'
import type { Ban } from '#paper/wire/limits.ts'
import type { Answer } from '#ports/answer.ts'
import { type Find, face } from './findings.ts'
import type { HarmedVenue } from './struck.ts'

/** A request that left although the exchange had asked its process to wait. */
export interface Impatience {
  readonly at: number
  readonly request: string
  readonly status: number
  readonly until: number
}

/** A request that the venue rejected because its address asked too much. */
export interface Refused {
  readonly address: string
  readonly at: number
  readonly request: string
  /** Whether its process had been asked to wait when it left. */
  readonly told: boolean
  /** Whether the process got the rejection; a fault may have lost it. */
  heard: boolean
}

/** The notes on one process. */
interface Attention {
  readonly address: string
  readonly now: () => number
  readonly impatient: Impatience[]
  readonly refused: Refused[]
}

/** The least time between two looks of the watch while a process is limited. */
const betweenLooksMs = 8_000

/**
 * One process's way to the venue, which notes requests that leave too early, judged by the answers alone, and
 * rejections that never arrive.
 */
export function attentive(
  way: (venue: HarmedVenue) => Fetch,
  venue: HarmedVenue,
  { address, now, impatient, refused }: Attention,
): Fetch {
  const until = new Map<number, number>()
  const toldOf = new WeakMap<RequestInit, boolean>()
  const refusedOf = new WeakMap<RequestInit, Refused>()
  const fetch = way({
    ...venue,
    async fetch(url, init) {
      const answer = await venue.fetch(url, init)
      if (!asksToWait(answer)) return answer
      const request = `${init.method} ${new URL(url).pathname}`
      const one = { address, at: now(), request, told: toldOf.get(init) === true, heard: false }
      refused.push(one)
      refusedOf.set(init, one)
      return answer
    },
  })
  let lookedAt = Number.NEGATIVE_INFINITY
  return async (url, init) => {
    const { pathname, search } = new URL(url)
    const params = new URLSearchParams(init.body ? String(init.body) : search)
    const request = `${init.method} ${pathname}`
    const looks = request === 'GET /fapi/v3/positionRisk' && !params.has('symbol')
    const protects =
      (params.get('type') === 'MARKET' && params.get('reduceOnly') === 'true') ||
      (params.get('type') === 'STOP_MARKET' &&
        (params.get('closePosition') === 'true' || params.get('reduceOnly') === 'true'))
    const mayGo = protects || (looks && now() - lookedAt >= betweenLooksMs)
    for (const [status, end] of until)
      if (now() < end && (status === 418 || !mayGo))
        impatient.push({ at: now(), request, status, until: end })
    if (looks) lookedAt = now()
    toldOf.set(
      init,
      [...until.values()].some(end => now() < end),
    )
    const answer = await fetch(url, init)
    const refusal = refusedOf.get(init)
    if (!asksToWait(answer)) return answer
    if (refusal) refusal.heard = true
    until.set(
      answer.status,
      Math.max(until.get(answer.status) ?? 0, endOf(answer, await wordsOf(answer), now())),
    )
    return answer
  }
}

const asksToWait = ({ status }: Answer): boolean => status === 429 || status === 418
const wordsOf = (answer: Answer): Promise<string> => answer.clone().text()

/** The later of the header's time and the text's; the end of the minute if neither has one. */
function endOf({ headers }: Answer, words: string, now: number): number {
  const seconds = Number(headers.get('Retry-After') ?? 0)
  const banned = Number(/banned until (\d+)/.exec(words)?.[1] ?? 0)
  const end = Math.max(banned, seconds > 0 ? now + seconds * 1_000 : 0)
  return end > now ? end : (Math.floor(now / 60_000) + 1) * 60_000
}

/** A process that is asked to wait waits; and the requests that may still go never lead to a ban. */
export function patient(
  {
    bans = [],
    impatient = [],
    refused = [],
  }: {
    readonly bans?: readonly Ban[]
    readonly impatient?: readonly Impatience[]
    readonly refused?: readonly Refused[]
  },
  find: Find,
): void {
  for (const { at, request, status, until } of impatient)
    find('P11', `${request} was sent at ${face(at)}, asked (${status}) to wait until ${face(until)}`)
  for (const ban of bans)
    if (ban.cause !== 'another client' && !wasNeverTold(ban, refused))
      find('P11', `${ban.cause} had the address ${ban.address} banned at ${face(ban.at)}`)
}

/** After this many rejections in a minute the watch looks less than once a tick. */
const mostHeard = 5

/**
 * Whether the ban was not foreseeable: rejections before it were lost, and its request left before its process got any
 * other. Or the process had got some, and the request was the look that goes once a tick until too many rejections
 * came: more than that were lost, so that no function could know how near the ban was. Any other request after one
 * that asked to wait is found by its own check.
 */
function wasNeverTold({ address, at, cause }: Ban, refused: readonly Refused[]): boolean {
  const ours = refused.filter(each => each.address === address)
  const minute = Math.floor(at / 60_000) * 60_000
  const last = ours.find(each => each.request === cause && each.at >= at)
  const lost = ours.filter(each => !each.heard && each.at >= minute && each.at <= at)
  return last !== undefined && lost.length > (last.told ? mostHeard : 0)
}
