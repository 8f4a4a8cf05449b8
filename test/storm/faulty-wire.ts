import type { Fetch } from '#binance/transport.ts'
import { latency } from '#domain/latency.ts'
import { sayingNothing, turningAway } from './half-answers.ts'
import type { Invocation, Sky } from './invocation.ts'
import { answerStruck, faultsOfStops, type HarmedVenue } from './struck.ts'

const everyRequest = [
  'timeout before effect',
  'timeout after effect',
  'late effect',
  'body dropped',
  '503 before effect',
  '503 after effect',
  '-1007 before effect',
  '-1007 after effect',
  '-1001 before effect',
  '-1021',
  '429',
  '418',
  '418 with Retry-After',
  'weight spent',
]

/** A cancellation with the time of its effect and the position for which it was made; a sweep has no position. */
export interface Cancellation {
  readonly at: number
  readonly symbol: string
  /** Undefined: all of the symbol's orders in that book. */
  readonly clientId: string | undefined
  readonly book: 'regular' | 'algo'
  readonly madeFor: string | undefined
}

/** A venue that notes whose cancellations took effect. */
export function notingCancellations(
  venue: HarmedVenue,
  { scheduler }: Sky,
  madeFor: string | undefined,
  noted: Cancellation[],
): HarmedVenue {
  return {
    ...venue,
    async fetch(url, init) {
      const answer = await venue.fetch(url, init)
      if (init.method !== 'DELETE' || !answer.ok) return answer
      const { pathname, searchParams } = new URL(url)
      noted.push({
        at: scheduler.now(),
        symbol: searchParams.get('symbol') ?? '',
        clientId: searchParams.get('clientAlgoId') ?? searchParams.get('origClientOrderId') ?? undefined,
        book: pathname.toLowerCase().includes('algo') ? 'algo' : 'regular',
        madeFor,
      })
      return answer
    },
  }
}

const refusing = (venue: HarmedVenue, code: number): HarmedVenue => ({
  ...venue,
  fetch: async () => Response.json({ code, msg: 'refused' }, { status: 400 }),
})

/** Accounts younger than 60 days get 20x at most; some storms have one. */
const isYoung = ({ chance }: Sky): boolean => chance.share('young account') < 0.15

/** The way from one container's requests to the venue. `current` is the invocation that runs in it now. */
export function faultyWire(
  sky: Sky,
  venue: HarmedVenue,
  current: () => Invocation,
  noted: Cancellation[],
): Fetch {
  const young = isYoung(sky)
  return async (url, init) => {
    const { pathname, search } = new URL(url)
    const params = new URLSearchParams(init.body ? String(init.body) : search)
    const path = pathname.replace(/^\/fapi\/v\d\//, '')
    const name = `${init.method} ${path}`
    const symbol = params.get('symbol') ?? undefined
    const asked = {
      name,
      symbol,
      kinds: [...everyRequest, ...ownKinds(name, params)],
      latency: latency.venue,
    } as const
    const invocation = current()
    const request = { url, init, label: `${invocation.name} ${name} ${sky.scheduler.now()}` }
    const way = notingCancellations(venue, sky, invocation.positionId, noted)
    const tooHigh = young && name === 'POST leverage' && Number(params.get('leverage')) > 20
    return invocation.call(asked, fault =>
      answerStruck(sky, tooHigh ? refusing(way, -4203) : way, request, fault),
    )
  }
}

/** Faults after which an executor may not give the entry up. */
const lateEntries = [...Array<string>(16).fill('late effect'), ...turningAway]

function ownKinds(name: string, params: URLSearchParams): readonly string[] {
  switch (name) {
    case 'GET openAlgoOrders':
    case 'GET openOrders':
      return ['hidden', 'hidden']
    case 'GET positionRisk':
      return ['stale', 'stale']
    case 'GET userTrades':
    case 'GET income':
      return ['shown late', 'shown late']
    case 'GET order':
    case 'GET algoOrder':
      return ['not found', 'stale']
    case 'POST leverage':
      return [...sayingNothing, 'refused -4203']
    case 'POST marginType':
    case 'DELETE order':
    case 'DELETE allOpenOrders':
      return sayingNothing
    case 'POST order':
      return params.get('reduceOnly') === 'true'
        ? ['order hidden', 'half filled', 'refused -2022', 'refused -4118']
        : [
            'order hidden',
            'half filled',
            'ended in its match',
            'refused -2019',
            ...sayingNothing,
            ...lateEntries,
          ]
    case 'POST algoOrder':
      return [
        ...faultsOfStops,
        ...sayingNothing,
        'late in the engine',
        ...(params.get('reduceOnly') === 'true' ? ['refused -1106'] : ['refused -4130', 'refused -4509']),
      ]
    case 'DELETE algoOrder':
    case 'DELETE algoOpenOrders':
      return [...sayingNothing, 'late in the engine']
    default:
      return []
  }
}
