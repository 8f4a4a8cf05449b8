import type { Fetch } from '#exchange/transport.ts'
import type { Faults } from '#paper/faults/faults.ts'
import type { Fault } from '#paper/faults/rule.ts'
import type { Invocation, Sky } from './invocation.ts'

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
]
const timeoutMs = 1_500
const hiddenForMs = 3_000

/** What the venue itself does with an order that it has accepted. */
const fates: Readonly<Record<string, Fault>> = {
  'order hidden': { kind: 'hide', ms: 3_000 },
  'half filled': { kind: 'fill', share: '0.5' },
  'rejected at its trigger': { kind: 'trigger', outcome: 'rejected' },
  'vanishes unasked': { kind: 'vanish', afterMs: 7_000, as: 'CANCELED' },
  'expires unasked': { kind: 'vanish', afterMs: 9_000, as: 'EXPIRED' },
  'gone without a trace': { kind: 'vanish', afterMs: 5_000, as: 'gone' },
}
const fatesOfStops = [
  'order hidden',
  'half filled',
  'rejected at its trigger',
  'vanishes unasked',
  'expires unasked',
  'gone without a trace',
]

/** The venue, and what can be done to the orders that it accepts. */
export interface HarmedVenue {
  readonly fetch: Fetch
  readonly faults: Faults
}

/** The way from one container's requests to the venue. `current` is the invocation that runs in it now. */
export function faultyWire(sky: Sky, venue: HarmedVenue, current: () => Invocation): Fetch {
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
      latency: [4, 90],
    } as const
    return current().call(asked, fault => answer(sky, venue, [url, init], fault))
  }
}

function ownKinds(name: string, params: URLSearchParams): readonly string[] {
  switch (name) {
    case 'GET openAlgoOrders':
    case 'GET openOrders':
      return ['hidden', 'hidden']
    case 'GET positionRisk':
      return ['stale', 'stale']
    case 'GET order':
    case 'GET algoOrder':
      return ['not found']
    case 'POST leverage':
      return ['refused -4203']
    case 'POST order':
      return [
        'order hidden',
        'half filled',
        ...(params.get('reduceOnly') === 'true' ? ['refused -2022', 'refused -4118'] : ['refused -2019']),
      ]
    case 'POST algoOrder':
      return [
        ...fatesOfStops,
        ...(params.get('reduceOnly') === 'true' ? ['refused -1106'] : ['refused -4130', 'refused -4509']),
      ]
    default:
      return []
  }
}

async function answer(
  { scheduler }: Sky,
  venue: HarmedVenue,
  request: readonly [string, RequestInit],
  fault: string | undefined,
): Promise<Response> {
  const send = () => venue.fetch(...request)
  const fate = fault === undefined ? undefined : fates[fault]
  if (fate) return withFate(venue, request, fate)
  const lost = async () => {
    await scheduler.sleep(timeoutMs)
    throw new TypeError('fetch failed: no answer')
  }
  const refusal = (status: number, code: number) => Response.json({ code, msg: 'struck' }, { status })
  const [, code] = /^refused (-\d+)$/.exec(fault ?? '') ?? []
  if (code) return refusal(400, Number(code))
  switch (fault) {
    case undefined:
      return send()
    case 'timeout before effect':
      return lost()
    case 'timeout after effect':
      await send()
      return lost()
    case 'late effect':
      scheduler.at(scheduler.now() + 4_000, () => void send())
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
    case 'hidden':
      return without(await send(), ({ time, createTime, updateTime }) => {
        const born = Number(createTime ?? time ?? updateTime)
        return born > scheduler.now() - hiddenForMs
      })
    case 'stale':
      return without(await send(), ({ updateTime }) => Number(updateTime) > scheduler.now() - hiddenForMs)
    case 'not found':
      return refusal(400, -2013)
    default:
      throw new Error(`The wire knows no fault "${fault}"`)
  }
}

/** Sends the order and tells the venue what becomes of it. */
async function withFate(
  { fetch, faults }: HarmedVenue,
  [url, init]: readonly [string, RequestInit],
  fault: Fault,
): Promise<Response> {
  const sent = new URLSearchParams(String(init.body))
  const names = ['newClientOrderId', 'clientAlgoId'].filter(name => sent.has(name))
  const params = Object.fromEntries(names.map(name => [name, sent.get(name) ?? '']))
  const rule = faults.add({ match: { method: 'POST', params }, times: 1, fault })
  try {
    return await fetch(url, init)
  } finally {
    faults.remove(rule)
  }
}

type Row = Readonly<Record<string, unknown>>

/** A list as it was before its newest rows. */
async function without(response: Response, isNew: (row: Row) => boolean): Promise<Response> {
  if (!response.ok) return response
  const rows = (await response.json()) as readonly Row[]
  return Response.json(
    rows.filter(row => !isNew(row)),
    { status: response.status, headers: response.headers },
  )
}
