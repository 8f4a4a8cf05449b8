import { expect } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { type PositionLifetime, positionLifetimes, type VenueLedger } from '#paper/audit/ledger.ts'
import type { AlgoOrderRecord } from '#paper/records.ts'
import { replayDecisions } from '../../infra/local/audit/decisions.ts'
import type { Records } from '../../infra/local/audit/records.ts'
import { stepText } from '../../infra/operator/explain/step-text.ts'
import type { System } from './system.ts'

/** Breaches that a test allows because it caused them itself. */
export interface Allowed {
  /** Other clients cancelled stops, so a position may have been unprotected after its first stop. */
  readonly nakedLater?: boolean
  /** An injected fault made the watch throw. */
  readonly failures?: boolean
  /** The symbol's rules changed: earlier orders kept to the former ones. */
  readonly otherRules?: boolean
}

/**
 * Checks the promises against the venue's own books of a symbol: never unprotected after the first stop, the stop
 * never loosens, at most five own conditional orders and one closePosition stop at any instant, everything on tick and
 * step, nothing in either book once the position is gone, every decision replays equal, and every step of its story
 * has a sentence. Returns the positions as the venue saw them.
 */
export async function expectPromises(
  system: System,
  allowed: Allowed = {},
  symbol = 'BTCUSDT',
): Promise<readonly PositionLifetime[]> {
  if (!allowed.failures) expect(system.failures).toEqual([])
  const ledger = await system.venue.ledger(symbol)
  const lives = positionLifetimes(ledger)
  const rules = (await system.state.symbols.rules(symbol))?.rules
  if (rules && !allowed.otherRules) expectFilters(ledger, rules)
  expectRoom(ledger)
  for (const life of lives) {
    if (!allowed.nakedLater) expect(life.naked.filter(({ kind }) => kind !== 'entry')).toEqual([])
    expect(life.loosened).toEqual([])
  }
  const { slots } = (await system.state.account.read()).item
  const open = lives.some(life => life.closedAt === undefined)
  if (!open && !slots[symbol]) expect(await books(system, symbol)).toEqual([])
  const records = await system.records()
  expect(replayDecisions(records).different).toEqual([])
  expect(untold(records)).toEqual([])
  return lives
}

/** Steps that the operator would read as JSON. */
export const untold = ({ journals }: Pick<Records, 'journals'>): readonly string[] =>
  [...journals]
    .flatMap(([, story]) => story)
    .map(stepText)
    .filter(text => /[{}[\]]/.test(text))

/** Client ids of all open orders, both books. */
export async function books({ exchange }: System, symbol = 'BTCUSDT'): Promise<readonly string[]> {
  const [regular, algo] = [await exchange.openOrders(symbol), await exchange.openAlgoOrders(symbol)]
  return [...regular, ...algo].map(order => order.clientId)
}

const isOwn = ({ clientAlgoId }: AlgoOrderRecord) => ownerOf(clientAlgoId) !== undefined

function expectFilters({ orders, algoOrders }: VenueLedger, rules: SymbolRules): void {
  const prices = [
    ...orders.filter(order => order.type === 'LIMIT').map(order => order.price),
    ...algoOrders.filter(isOwn).flatMap(order => [order.triggerPrice, order.price]),
  ]
  const quantities = [
    ...orders.map(order => order.origQty),
    ...algoOrders.filter(isOwn).map(order => order.quantity),
  ]
  expect(prices.filter(price => !dec(price).mod(rules.tickSize).isZero())).toEqual([])
  expect(quantities.filter(quantity => !dec(quantity).mod(rules.stepSize).isZero())).toEqual([])
}

const isLiveAt = (time: number) => (order: AlgoOrderRecord) =>
  order.createTime <= time && (order.endTime === 0 || order.endTime > time)

function expectRoom({ algoOrders }: VenueLedger): void {
  for (const { createTime } of algoOrders) {
    const live = algoOrders.filter(isOwn).filter(isLiveAt(createTime))
    expect(live.map(order => order.clientAlgoId).length).toBeLessThanOrEqual(5)
    const closing = live.filter(order => order.closePosition && order.orderType === 'STOP_MARKET')
    expect(closing.length).toBeLessThanOrEqual(1)
  }
}

/** The recorded result is the venue's own, to the last decimal. */
export async function expectResultOf(system: System, position: Position): Promise<void> {
  const lives = positionLifetimes(await system.venue.ledger(position.symbol))
  const life = lives.find(({ openedAt }) => openedAt === position.openedAt)
  if (!life || !position.result) throw new Error(`Position ${position.id} has no life or no result`)
  const { grossPnl, fees, funding, netPnl, exitPrice } = position.result
  const recorded = { grossPnl, fees, funding, netPnl, exitPrice, closedAt: position.closedAt }
  expect(recorded).toEqual({
    grossPnl: life.realizedPnl.toFixed(8),
    fees: life.fees.toFixed(8),
    funding: life.otherIncome.toFixed(8),
    netPnl: life.netPnl.toFixed(8),
    exitPrice: life.exitPrice?.toDecimalPlaces(12).toFixed(),
    closedAt: life.closedAt,
  })
  expect(life.exitQuantity.toFixed()).toBe(life.entryQuantity.toFixed())
}
