import { dec } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { isTighter } from '#domain/side.ts'
import type { PositionLifetime, VenueLedger } from '#paper/ledger.ts'

/** Everything that the promises are judged by. The venue's books decide; the table is only compared to them. */
export interface Evidence {
  readonly ledgers: readonly VenueLedger[]
  readonly lifetimes: readonly PositionLifetime[]
  readonly positions: readonly Position[]
  readonly ordersLeft: number
  readonly duplicateEntries: number
  readonly ticks: { readonly due: number; readonly held: number }
  readonly intervalMs: number
}

/** The promises, and what was seen against each; an empty list: it held. */
export type Breaches = Readonly<Record<PromiseName, readonly string[]>>
export type PromiseName =
  | 'never-naked'
  | 'once'
  | 'clean'
  | 'no-flip'
  | 'never-looser'
  | 'accounted'
  | 'watched'

export function judgePromises(evidence: Evidence): Breaches {
  return {
    'never-naked': nakedness(evidence),
    once: evidence.duplicateEntries > 0 ? [`${evidence.duplicateEntries} entries beyond one per signal`] : [],
    clean: leftovers(evidence),
    'no-flip': flips(evidence),
    'never-looser': loosened(evidence),
    accounted: unaccounted(evidence),
    watched: missed(evidence),
  }
}

/** Between an entry's fill and its first stop one tick may pass at most; after that no instant may. */
function nakedness({ lifetimes, intervalMs }: Evidence): string[] {
  return lifetimes.flatMap(({ symbol, openedAt, naked }) =>
    naked
      .filter(({ from, to }) => from !== openedAt || to - from > intervalMs)
      .map(({ from, to }) => `${symbol} was naked from ${iso(from)} for ${to - from} ms`),
  )
}

/** Two ticks after a position is flat nothing of it is left; at the end nothing at all. */
function leftovers({ ledgers, positions, ordersLeft, intervalMs }: Evidence): string[] {
  const closedAt = new Map(positions.map(position => [position.id, position.closedAt ?? position.createdAt]))
  const late = ledgers
    .flatMap(ledger => ledger.algoOrders)
    .filter(order => {
      const owner = ownerOf(order.clientAlgoId)
      const flatAt = owner && closedAt.get(owner.positionId)
      return flatAt !== undefined && order.endTime > flatAt + 2 * intervalMs
    })
    .map(order => `${order.clientAlgoId} lived until ${iso(order.endTime)}`)
  return ordersLeft > 0 ? [...late, `${ordersLeft} orders are left`] : late
}

/** Every position on the venue began with an entry of ours. */
function flips({ lifetimes, ledgers }: Evidence): string[] {
  return lifetimes
    .filter(({ symbol, openedAt }) => {
      const ledger = ledgers.find(candidate => candidate.symbol === symbol)
      const trade = ledger?.trades.find(({ time }) => time === openedAt)
      const order = ledger?.orders.find(({ orderId }) => orderId === trade?.orderId)
      return !order || ownerOf(order.clientOrderId)?.purpose !== 'entry'
    })
    .map(({ symbol, side, openedAt }) => `${symbol} became ${side} at ${iso(openedAt)} without an entry`)
}

/** No stop that was placed later is looser than one that stood before it. */
function loosened({ ledgers, positions }: Evidence): string[] {
  return positions.flatMap(({ id, symbol, side }) => {
    const stops = (ledgers.find(ledger => ledger.symbol === symbol)?.algoOrders ?? [])
      .filter(order => order.orderType === 'STOP_MARKET' && ownerOf(order.clientAlgoId)?.positionId === id)
      .sort((a, b) => a.createTime - b.createTime)
    return stops
      .filter((stop, index) => {
        const before = stops[index - 1]
        return before && isTighter(side, dec(before.triggerPrice), dec(stop.triggerPrice))
      })
      .map(stop => `${id} got the looser stop ${stop.clientAlgoId} at ${stop.triggerPrice}`)
  })
}

/** The table's results are the venue's, to the last decimal. */
function unaccounted({ positions, lifetimes }: Evidence): string[] {
  const traded = positions.filter(position => position.entryPrice !== undefined)
  const wrong = traded.flatMap(position => {
    const life = lifetimeOf(position, lifetimes)
    if (!life) return [`${position.id} has no position on the venue`]
    const net = dec(position.result?.netPnl ?? 0)
    return net.minus(life.netPnl).abs().lt('0.00000001')
      ? []
      : [`${position.id} came to ${net}, on the venue to ${life.netPnl}`]
  })
  const missing = lifetimes.length - traded.length
  return missing > 0 ? [...wrong, `${missing} positions on the venue are not in the table`] : wrong
}

function missed({ ticks }: Evidence): string[] {
  return ticks.held < ticks.due ? [`${ticks.due - ticks.held} of ${ticks.due} ticks were missed`] : []
}

/** The venue's view of a position of ours. */
export const lifetimeOf = (
  position: Position,
  lifetimes: readonly PositionLifetime[],
): PositionLifetime | undefined =>
  lifetimes.find(life => life.symbol === position.symbol && life.openedAt === position.openedAt)

const iso = (at: number) => new Date(at).toISOString()
