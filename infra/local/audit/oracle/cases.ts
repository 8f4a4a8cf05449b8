import { type Dec, dec } from '#domain/decimal.ts'
import type { PositionLifetime, VenueLedger } from '#paper/audit/ledger.ts'
import type { AlgoOrderRecord, OrderRecord, TradeRecord } from '#paper/records.ts'
import type { SymbolRules } from '#paper/rules.ts'
import { confirmedLeverage } from './confirmed-leverage.ts'
import { entryPriceOf } from './entry-price.ts'
import { planners } from './quotes.ts'
import type { Asked, Nearby, SentSignal, Span } from './testimony.ts'
import { measuredFrom, type Wished, type Wishes, wishedBy } from './wishes.ts'

/** Meaning of the letter in a client id: `qt-<deployment>-<position>-<letter><counter>`. */
export interface Owner {
  readonly positionId: string
  readonly purpose: string
  readonly counter: number
}

export function ownerOf(clientId: string): Owner | undefined {
  const [, positionId, purpose, counter] = /^qt-[a-z0-9]+-([a-z0-9]{12})-([a-z])(\d+)$/.exec(clientId) ?? []
  return positionId && purpose ? { positionId, purpose, counter: Number(counter) } : undefined
}

/** One position opened here, with all requests and answers about it. */
export interface Case {
  readonly id: string
  readonly name: string
  readonly symbol: string
  readonly life: PositionLifetime
  /** +1 for a long, -1 for a short. */
  readonly sign: 1 | -1
  readonly ledger: VenueLedger
  readonly rules: SymbolRules
  /**
   * Tolerance for prices and quantities: none, unless the symbol's rules changed meanwhile, or within the hour until
   * they are read again; then a tick and a step of the coarsest rules.
   */
  readonly off: { readonly price: Dec; readonly quantity: Dec }
  /** The largest order allowed meanwhile, by the old rules and the new. */
  readonly most: readonly Dec[]
  readonly entry: OrderRecord
  /** Undefined: no known signal could have opened it. */
  readonly signal: SentSignal | undefined
  readonly wished: Wished | undefined
  /** The invocation that sent the entry, and its requests until then. */
  readonly sender: string | undefined
  readonly before: readonly Asked[]
  /** The same, and other invocations that may have planned the entry. */
  readonly planners: readonly (readonly Asked[])[]
  readonly sentAt: number
  /** Its orders in the algo book, as accepted and as requested. */
  readonly algoOrders: readonly AlgoOrderRecord[]
  readonly algoAsked: readonly Asked[]
  readonly orders: readonly OrderRecord[]
  readonly trades: readonly TradeRecord[]
  /** Leverage that the exchange confirmed before the entry. */
  readonly leverage: number | undefined
  /** The price from which everything is measured. */
  readonly entryPrice: Dec
  /** The last request of its sender: until then no other function works on it. */
  readonly enteredAt: number
}

/** A position with a confirmed leverage, opened by a known signal. */
export type Led = Case & { readonly leverage: number; readonly wished: Wished }
export const isLed = (of: Case): of is Led => of.leverage !== undefined && of.wished !== undefined

/** The position, if it began with an entry of ours; else undefined. */
export function caseOf(
  testimony: Nearby,
  wishes: Wishes,
  { ledger, life }: { readonly ledger: VenueLedger; readonly life: PositionLifetime },
): Case | undefined {
  const { symbol } = ledger
  const first = ledger.trades.find(
    ({ time, side }) => time === life.openedAt && (side === 'BUY') === (life.side === 'long'),
  )
  const entry = ledger.orders.find(({ orderId }) => orderId === first?.orderId)
  const owner = entry && ownerOf(entry.clientOrderId)
  if (!entry || owner?.purpose !== 'e') return undefined
  const { positionId: id } = owner
  const signalId = testimony.openedBy.get(id)
  const signal = testimony.signals.find(each => each.id === signalId)
  const isEntry = ({ name, params }: Asked) =>
    name === 'POST order' && params.newClientOrderId === entry.clientOrderId
  // An entry that was transiently refused may be sent once more, with another price and quantity.
  const isThis = ({ params }: Asked) => params.quantity === entry.origQty && params.price === entry.price
  const sent = testimony.asked.findLast(asked => isEntry(asked) && isThis(asked))
  const bySender = Map.groupBy(testimony.asked, ({ caller }) => caller)
  const bySame = sent ? (bySender.get(sent.caller) ?? []) : []
  const before = bySame.filter(each => each.sentAt <= (sent?.sentAt ?? 0) && !isEntry(each))
  const after = bySame.filter(each => sent !== undefined && each.sentAt > sent.sentAt)
  const sentAt = sent?.sentAt ?? entry.time
  const sign = life.side === 'long' ? 1 : -1
  const ofIt = (clientId: string) => ownerOf(clientId)?.positionId === id
  const until = life.closedAt ?? ledger.until
  const rules = testimony.rulesOf(symbol)
  const wished = signal && wishedBy(signal.body, wishes)
  const leverage = confirmedLeverage(before, symbol)
  const algoAsked = testimony.asked.filter(
    ({ name, params }) => name === 'POST algoOrder' && ofIt(params.clientAlgoId ?? ''),
  )
  const offered = algoAsked.find(({ params }) => params.type === 'TAKE_PROFIT_MARKET')?.params.triggerPrice
  const isOfferedFrom = (price: Dec) =>
    offered !== undefined &&
    wished !== undefined &&
    !wished.takeProfits &&
    leverage !== undefined &&
    onTick(priceAt(sign, price, wished.takeProfit, leverage), rules.tickSize, sign < 0).eq(offered)
  const entryPrice = entryPriceOf({ entry, sign, before, after, isOfferedFrom })
  // Until a position is known to be flat, requests may follow the rules of that time.
  const lastAt = Math.max(until, ...algoAsked.map(({ sentAt }) => sentAt))
  return {
    ...{ id, symbol, life, ledger, entry, signal, before },
    name: `the ${life.side} ${symbol} of ${face(life.openedAt)} (${id})`,
    sign,
    rules,
    off: offBy(testimony, rules, { from: sentAt - readAgainMs, to: lastAt }),
    most: mostOf(testimony, rules),
    wished: wished && leverage !== undefined ? measuredFrom(wished, entryPrice, leverage) : wished,
    sender: sent?.caller,
    planners: sent ? planners(before, bySender.values(), { symbol, sentAt }) : [before],
    sentAt,
    algoOrders: ledger.algoOrders.filter(({ clientAlgoId }) => ofIt(clientAlgoId)),
    algoAsked,
    orders: ledger.orders.filter(({ clientOrderId }) => ofIt(clientOrderId)),
    trades: ledger.trades.filter(({ time }) => time >= life.openedAt && time <= until),
    leverage,
    entryPrice,
    enteredAt: Math.max(entry.time, ...bySame.map(({ sentAt, answer }) => answer?.at ?? sentAt)),
  }
}

/** Functions read rules again once an hour. */
export const readAgainMs = 3_600_000

export const mostOf = ({ ruleChanges }: Nearby, rules: SymbolRules): readonly Dec[] => [
  lesser(rules.lot.max, rules.marketLot.max),
  ...ruleChanges.filter(({ symbol }) => symbol === rules.symbol).map(({ most }) => most),
]

/** Tolerance for prices and quantities between two times; see `Case`. */
export function offBy({ ruleChanges }: Nearby, rules: SymbolRules, { from, to }: Span): Case['off'] {
  const changes = ruleChanges.filter(({ symbol, at }) => symbol === rules.symbol && at >= from && at <= to)
  if (changes.length === 0) return { price: dec(0), quantity: dec(0) }
  return {
    price: changes.map(({ tickSize }) => tickSize).reduce(greater, rules.tickSize),
    quantity: changes.map(({ stepSize }) => stepSize).reduce(greater, stepOf(rules)),
  }
}

/** The profit at a price, as a share of the margin. */
export const pnlAt = ({ sign, entryPrice, leverage }: Led, mark: Dec): Dec =>
  mark.minus(entryPrice).times(sign).times(leverage).div(entryPrice)

/** The price at this share of the margin from another price. */
export const priceAt = (sign: 1 | -1, from: Dec, pct: Dec, leverage: number): Dec =>
  from.plus(from.times(pct).div(leverage).times(sign))

/** Rounded to the tick: `up` in price. */
export function onTick(price: Dec, tick: Dec, up: boolean): Dec {
  const ticks = price.div(tick)
  return (up ? ticks.ceil() : ticks.floor()).times(tick)
}

export const stepOf = ({ lot, marketLot }: SymbolRules): Dec =>
  lot.step.gt(marketLot.step) ? lot.step : marketLot.step
export const lesser = (a: Dec, b: Dec): Dec => (a.lt(b) ? a : b)
export const greater = (a: Dec, b: Dec): Dec => (a.gt(b) ? a : b)
export const taker = dec('0.0005')

export const face = (at: number): string => new Date(at).toISOString().slice(11, 23)
