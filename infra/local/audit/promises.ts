import { dec } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { lengthOf } from '#paper/audit/intervals.ts'
import type { PositionLifetime, VenueLedger } from '#paper/audit/ledger.ts'
import type { Verdict } from '#ports/state.ts'

/** The evidence for the promises. The venue's books decide; the table is only compared to them. */
export interface Evidence {
  /** Iterated once, one after the other. */
  readonly ledgers: Iterable<VenueLedger>
  readonly lifetimes: readonly PositionLifetime[]
  readonly positions: readonly Position[]
  readonly verdicts: readonly Verdict[]
  readonly ordersLeft: number
  readonly duplicateEntries: number
  /** The oracle's findings. */
  readonly notAsTold: readonly string[]
  readonly ticks: { readonly due: number; readonly done: number }
  readonly intervalMs: number
}

/** The promises, and what was found against each; an empty list: it held. */
export type Breaches = Readonly<Record<PromiseName, readonly string[]>>
export type PromiseName =
  | 'never-naked'
  | 'once'
  | 'clean'
  | 'no-flip'
  | 'never-looser'
  | 'accounted'
  | 'heard'
  | 'as-told'
  | 'watched'

export function judgePromises(evidence: Evidence): Breaches {
  return {
    'never-naked': nakedness(evidence),
    once: evidence.duplicateEntries > 0 ? [`${evidence.duplicateEntries} entries beyond one per signal`] : [],
    clean: leftovers(evidence),
    'no-flip': flips(evidence),
    'never-looser': loosened(evidence),
    accounted: unaccounted(evidence),
    heard: unheard(evidence),
    'as-told': evidence.notAsTold,
    watched: missed(evidence),
  }
}

/** Between an entry's fill and its first stop at most one tick may pass; after that, not an instant. */
function nakedness({ lifetimes, intervalMs }: Evidence): string[] {
  return lifetimes.flatMap(({ symbol, openedAt, naked }) => {
    const entryMs = lengthOf(naked.filter(({ kind }) => kind === 'entry'))
    const later = naked
      .filter(({ kind }) => kind !== 'entry')
      .map(({ kind, backup, from, to }) => {
        const how = backup ? 'had only a limit stop' : 'was naked'
        return `${symbol} ${how} from ${iso(from)} for ${to - from} ms (${kind})`
      })
    if (entryMs <= intervalMs) return later
    return [`${symbol} was naked from ${iso(openedAt)} for ${entryMs} ms (entry)`, ...later]
  })
}

/** Two ticks after a position is flat none of its orders is left; at the end none at all. */
function leftovers({ lifetimes, ordersLeft, intervalMs }: Evidence): string[] {
  const late = lifetimes
    .flatMap(life => life.ordersLeft)
    .filter(({ from, to = Number.POSITIVE_INFINITY }) => to > from + 2 * intervalMs)
    .map(({ clientId, from, to }) =>
      to === undefined
        ? `${clientId} stands since ${iso(from)} without a position`
        : `${clientId} lived until ${iso(to)}, ${to - from} ms without a position`,
    )
  return ordersLeft > 0 ? [...late, `${ordersLeft} orders are left`] : late
}

/** Every position on the venue began with an entry of ours. */
function flips({ lifetimes, ledgers }: Evidence): string[] {
  const entered = new Set<PositionLifetime>()
  for (const { symbol, trades, orders } of ledgers) {
    const byId = new Map(orders.map(order => [order.orderId, order]))
    for (const life of lifetimes.filter(each => each.symbol === symbol && !each.turned)) {
      const order = byId.get(trades.find(({ time }) => time === life.openedAt)?.orderId ?? Number.NaN)
      if (order && ownerOf(order.clientOrderId)?.purpose === 'entry') entered.add(life)
    }
  }
  return lifetimes
    .filter(life => !entered.has(life))
    .map(({ symbol, side, openedAt }) => `${symbol} became ${side} at ${iso(openedAt)} without an entry`)
}

/** The best live stop of a position is never worse than one it already had. */
function loosened({ lifetimes }: Evidence): string[] {
  return lifetimes.flatMap(({ symbol, loosened: spans }) =>
    spans.map(
      ({ from, to, trigger, best }) =>
        `${symbol} had its stop at ${trigger} from ${iso(from)} for ${to - from} ms, after ${best}`,
    ),
  )
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
      : [`the result of ${position.id} is ${net}, on the venue ${life.netPnl}`]
  })
  const missing = lifetimes.length - traded.length
  return missing > 0 ? [...wrong, `${missing} positions on the venue are not in the table`] : wrong
}

/** Two looks, and as long again for the way from the gate to the executor. */
const ticksToClose = 3

/** Within two looks, an accepted CLOSE has an exit on its way, or finds its position flat. */
function unheard({ verdicts, positions, lifetimes, ledgers, intervalMs }: Evidence): string[] {
  const accepted = verdicts.filter(({ action, verdict }) => action === 'CLOSE' && verdict === 'accepted')
  const { exits, untils } = exitsIn(ledgers)
  return accepted.flatMap(({ signalId, symbol, positionId = '', at }) => {
    const due = at + ticksToClose * intervalMs
    const position = positions.find(({ id }) => id === positionId)
    const ends = position && lifetimeOf(position, lifetimes)?.closedAt
    const until = untils.get(symbol ?? '') ?? 0
    const done = [...(exits.get(positionId) ?? []), ends ?? Number.POSITIVE_INFINITY].some(
      time => time <= due,
    )
    return done || due > until
      ? []
      : [`${signalId} asked to close ${positionId} at ${iso(at)}, and no exit was sent by ${iso(due)}`]
  })
}

/** When each position's exits were sent, and how far each symbol's books reach. */
function exitsIn(ledgers: Iterable<VenueLedger>) {
  const exits = new Map<string, number[]>()
  const untils = new Map<string, number>()
  for (const { symbol, until, orders } of ledgers) {
    untils.set(symbol, until)
    for (const { clientOrderId, time } of orders) {
      const owner = ownerOf(clientOrderId)
      if (owner?.purpose !== 'close') continue
      exits.set(owner.positionId, [...(exits.get(owner.positionId) ?? []), time])
    }
  }
  return { exits, untils }
}

function missed({ ticks }: Evidence): string[] {
  return ticks.done < ticks.due ? [`${ticks.due - ticks.done} of ${ticks.due} ticks were missed`] : []
}

/** The venue's books of a position of ours. */
export const lifetimeOf = (
  position: Position,
  lifetimes: readonly PositionLifetime[],
): PositionLifetime | undefined =>
  lifetimes.find(life => life.symbol === position.symbol && life.openedAt === position.openedAt)

const iso = (at: number) => new Date(at).toISOString()
