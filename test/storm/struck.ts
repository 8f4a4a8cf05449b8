import type { Fetch } from '#binance/transport.ts'
import { timing } from '#domain/timing.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { Faults } from '#paper/faults/faults.ts'
import type { Fault } from '#paper/faults/rule.ts'
import type { Answer } from '#ports/answer.ts'
import { halfAnswer } from './half-answers.ts'
import type { Sky } from './invocation.ts'
import { orderAsOf, positionsAsOf } from './lagging-reads.ts'

const { request: timeoutMs } = timing
const hiddenForMs = 3_000

/** What the venue itself does with an order that it has accepted. */
const orderFaults: Readonly<Record<string, Fault>> = {
  'order hidden': { kind: 'hide', ms: 3_000 },
  'half filled': { kind: 'fill', share: '0.5' },
  'ended in its match': { kind: 'fill', share: '0', as: 'EXPIRED_IN_MATCH' },
  'rejected at its trigger': { kind: 'trigger', outcome: 'rejected' },
  'vanishes unasked': { kind: 'vanish', afterMs: 7_000, as: 'CANCELED' },
  'expires unasked': { kind: 'vanish', afterMs: 9_000, as: 'EXPIRED' },
  'gone without a trace': { kind: 'vanish', afterMs: 5_000, as: 'gone' },
}
export const faultsOfStops = Object.keys(orderFaults).filter(fate => fate !== 'ended in its match')
const shownLate: Fault = { kind: 'late', ms: hiddenForMs }

/** The venue, and the means to harm the orders that it accepts. */
export interface HarmedVenue {
  readonly fetch: Fetch
  readonly faults: Faults
  readonly ledger: (symbol: string) => Promise<VenueLedger>
}

interface Request {
  readonly url: string
  readonly init: RequestInit
  /** Identifies this very request. */
  readonly label: string
}

/** The venue's answer, or what a fault makes of the request and its answer. */
export async function answerStruck(
  { scheduler, chance }: Sky,
  venue: HarmedVenue,
  request: Request,
  fault: string | undefined,
): Promise<Answer> {
  const send = () => venue.fetch(request.url, request.init)
  const fate = fault === undefined ? undefined : orderFaults[fault]
  if (fate) return sendHarmed(venue, request, fate)
  const lost = async () => {
    await scheduler.sleep(timeoutMs)
    throw new TypeError('fetch failed: no answer')
  }
  const [, code] = /^refused (-\d+)$/.exec(fault ?? '') ?? []
  if (code) return refusal(400, Number(code))
  const lateness = (least: number, most: number) => chance.between(least, most, `${request.label} lateness`)
  const half = fault === undefined ? undefined : halfAnswer(fault)
  if (half) {
    if (half.effect === 'after effect') await send()
    if (half.effect === 'late effect') scheduler.at(scheduler.now() + lateness(0, 4_900), () => void send())
    return half.answer()
  }
  switch (fault) {
    case undefined:
      return send()
    case 'timeout before effect':
      return lost()
    case 'timeout after effect':
      await send()
      return lost()
    case 'late effect': // Within its recvWindow.
      scheduler.at(scheduler.now() + lateness(300, 4_900), () => void send())
      return lost()
    case 'late in the engine': // Past its recvWindow, which the engine checks again only for regular orders.
      void sendHarmed(venue, request, { kind: 'delay', when: 'engine', ms: lateness(5_000, 25_000) })
      return lost()
    case 'body dropped': {
      const { status, headers } = await send()
      return new Response('{"code', { status, headers })
    }
    case '503 before effect':
      return new Response('Service Unavailable', { status: 503 })
    case '503 after effect':
      await send()
      return new Response('Service Unavailable', { status: 503 })
    case '-1007 before effect':
      return refusal(408, -1007)
    case '-1007 after effect':
      await send()
      return refusal(408, -1007)
    case '-1001 before effect':
      return refusal(503, -1001)
    case '-1021':
      return refusal(400, -1021)
    case '429':
      return refusal(429, -1003)
    case '418': {
      const until = scheduler.now() + 25_000
      const msg = `Way too many requests; IP banned until ${until}. Please use the websocket for live updates.`
      return Response.json({ code: -1003, msg }, { status: 418 })
    }
    case '418 with Retry-After':
      return Response.json({ code: -1003, msg: 'struck' }, { status: 418, headers: { 'Retry-After': '25' } })
    case 'weight spent': // By another client of the address: the venue itself answers so, with the end of the ban.
      return sendHarmed(venue, request, { kind: 'spent', weight: 2_400, refused: 0 })
    case 'hidden':
      return without(await send(), ({ time, createTime, updateTime }) => {
        const born = Number(createTime ?? time ?? updateTime)
        return born > scheduler.now() - hiddenForMs
      })
    case 'stale': {
      const at = scheduler.now() - hiddenForMs
      const answer = await send()
      return request.url.includes('positionRisk')
        ? positionsAsOf(answer, at, venue.ledger)
        : orderAsOf(answer, at)
    }
    case 'shown late':
      return sendHarmed(venue, request, shownLate)
    case 'not found':
      return refusal(400, -2013)
    default:
      throw new Error(`The wire knows no fault "${fault}"`)
  }
}

const refusal = (status: number, code: number) => Response.json({ code, msg: 'struck' }, { status })

/** Sends the request and tells the venue its fate. It chooses the fault first. */
function sendHarmed({ fetch, faults }: HarmedVenue, { url, init }: Request, fault: Fault): Promise<Answer> {
  const rule = faults.add({ times: 1, fault })
  const answer = fetch(url, init)
  faults.remove(rule)
  return answer
}

type Row = Readonly<Record<string, unknown>>

/** A list as it was before its newest rows. */
async function without(response: Answer, isNew: (row: Row) => boolean): Promise<Answer> {
  if (!response.ok) return response
  const rows = (await response.json()) as readonly Row[]
  return Response.json(
    rows.filter(row => !isNew(row)),
    { status: response.status, headers: response.headers },
  )
}
