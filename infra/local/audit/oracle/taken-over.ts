import { dec } from '#domain/decimal.ts'
import { type PositionLifetime, positionLifetimes, type VenueLedger } from '#paper/audit/ledger.ts'
import { nothingAskedFor } from './asked-for.ts'
import {
  face,
  greater,
  type Led,
  lesser,
  mostOf,
  offBy,
  onTick,
  ownerOf,
  priceAt,
  readAgainMs,
} from './cases.ts'
import { closed } from './closed.ts'
import { confirmedLeverage } from './confirmed-leverage.ts'
import { type LongTestimony, nearby } from './long-testimony.ts'
import { type Mark, marksOf } from './marks.ts'
import { stopsAsked, triggerOf } from './orders.ts'
import { noMoreThanPlanned } from './rungs.ts'
import { type Asked, bodyOf, type Nearby } from './testimony.ts'
import type { Wishes } from './wishes.ts'

/**
 * Positions that another client opened, from their adoption on. No signal asked for them: the settings alone say
 * whether adoption was allowed, how far off the first stop may be, what take-profits may sell, and when it must be
 * closed.
 */
export function takenOver(testimony: LongTestimony, wishes: Wishes): readonly string[] {
  const found: string[] = []
  for (const [of, near] of takenIn(testimony, wishes)) {
    const marks = marksOf(near.asked, of)
    found.push(
      ...unasked(wishes, of),
      ...tooFar(of, marks),
      ...closed(near, wishes, of, marks),
      // Rungs passed before the adoption are not sold; if the rules change, take-profits are recomputed.
      ...(of.off.price.isZero() ? noMoreThanPlanned(wishes, of, marks) : []),
    )
  }
  return found
}

/** Without the setting, only our own positions with a lost record are adopted. */
function unasked({ adoptsAll }: Wishes, { name, entry }: Led): readonly string[] {
  return adoptsAll || ownerOf(entry.clientOrderId) !== undefined
    ? []
    : [`${name} is another client's, and QT_ADOPT is not all`]
}

/** The first stop is at most the settings' distance away: from its entry, or from a mark answered by then. */
function tooFar(of: Led, marks: readonly Mark[]): readonly string[] {
  const [first] = stopsAsked(of)
  if (!first) return []
  const { sign, leverage, wished, rules, off } = of
  const farther = sign > 0 ? lesser : greater
  const from = marks
    .filter(({ at }) => at <= first.sentAt)
    .map(({ mark }) => mark)
    .reduce(farther, of.entryPrice)
  const limit = onTick(priceAt(sign, from, wished.stop.neg(), leverage), rules.tickSize, sign > 0)
  return limit.minus(triggerOf(first)).times(sign).lte(off.price)
    ? []
    : [`${of.name} got its first stop at ${triggerOf(first)}; ${limit} is the farthest allowed`]
}

/** Our orders on a symbol without any entry of ours: each of their ids is that of an adopted position. */
function* takenIn(testimony: LongTestimony, wishes: Wishes): Generator<readonly [Led, Nearby]> {
  for (const ledger of testimony.ledgers) {
    const entered = new Set(
      ledger.orders
        .flatMap(({ clientOrderId }) => ownerOf(clientOrderId) ?? [])
        .filter(({ purpose }) => purpose === 'e')
        .map(({ positionId }) => positionId),
    )
    const lives = positionLifetimes(ledger)
    for (const [id, first] of testimony.protectedFirst) {
      if (entered.has(id) || first.symbol !== ledger.symbol) continue
      const life = lives.findLast(({ openedAt }) => openedAt <= first.sentAt)
      if (!life) continue
      const span = { from: life.openedAt, to: life.closedAt ?? ledger.until }
      const near = nearby(testimony, ledger.symbol, span)
      const of = caseOf(near, wishes, { id, ledger, life, takenAt: first.sentAt })
      if (of) yield [of, near]
    }
  }
}

interface Taken {
  readonly id: string
  readonly ledger: VenueLedger
  readonly life: PositionLifetime
  readonly takenAt: number
}

/** Undefined if the answers do not show what it was at its adoption. */
function caseOf(testimony: Nearby, wishes: Wishes, taken: Taken): Led | undefined {
  const { id, ledger, life, takenAt } = taken
  const { symbol } = ledger
  const sign = life.side === 'long' ? 1 : -1
  const before = testimony.asked.filter(({ answer }) => answer !== undefined && answer.at <= takenAt)
  const leverage = confirmedLeverage(
    before.filter(({ caller }) => caller.startsWith('survey ')),
    symbol,
  )
  const rows = before.flatMap(each => rowsOf(each, symbol, life.openedAt))
  const [row] = rows
  const entry = ledger.orders.find(({ orderId }) =>
    ledger.trades.some(trade => trade.time === life.openedAt && trade.orderId === orderId),
  )
  const isOne = rows.every(
    each => each.entryPrice === row?.entryPrice && each.positionAmt === row.positionAmt,
  )
  if (!row || !entry || !isOne || leverage === undefined) return undefined
  const rules = testimony.rulesOf(symbol)
  const ofIt = (clientId: string) => ownerOf(clientId)?.positionId === id
  const algoAsked = testimony.asked.filter(
    ({ name, params }) => name === 'POST algoOrder' && ofIt(params.clientAlgoId ?? ''),
  )
  const until = life.closedAt ?? ledger.until
  return {
    ...{ id, symbol, life, sign, ledger, rules, algoAsked, leverage },
    name: `the ${life.side} ${symbol} of ${face(life.openedAt)} that was taken over (${id})`,
    off: offBy(testimony, rules, { from: takenAt - readAgainMs, to: until }),
    most: mostOf(testimony, rules),
    entry: { ...entry, executedQty: dec(row.positionAmt).abs().toFixed() },
    signal: undefined,
    wished: {
      symbol,
      action: sign > 0 ? 'BUY' : 'SELL',
      confidence: dec(1),
      favour: dec(1),
      stampedAt: takenAt,
      leverage,
      stop: wishes.stop,
      takeProfit: wishes.takeProfit,
      emergency: wishes.emergency,
      opposite: 'warn',
      ladder: wishes.ladder,
      ...nothingAskedFor,
    },
    ...{ sender: undefined, before: [], planners: [], sentAt: takenAt, enteredAt: takenAt },
    algoOrders: ledger.algoOrders.filter(({ clientAlgoId }) => ofIt(clientAlgoId)),
    orders: ledger.orders.filter(({ clientOrderId }) => ofIt(clientOrderId)),
    trades: ledger.trades.filter(({ time }) => time >= life.openedAt && time <= until),
    entryPrice: dec(row.entryPrice),
  }
}

interface Row {
  readonly symbol: string
  readonly positionAmt: string
  readonly entryPrice: string
}

/** How the answers showed a position since it began. */
function rowsOf(asked: Asked, symbol: string, since: number): readonly Row[] {
  if (asked.name !== 'GET positionRisk' || asked.sentAt < since) return []
  const rows = bodyOf<readonly Row[]>(asked)
  return Array.isArray(rows)
    ? rows.filter(row => row.symbol === symbol && Number(row.positionAmt) !== 0 && Number(row.entryPrice) > 0)
    : []
}
