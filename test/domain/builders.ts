import type { AdmissionAccount, AdmissionSettings } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import { clientIdOf, positionIdOf } from '#domain/identity.ts'
import { defaultLadder } from '#domain/ladder.ts'
import type { LiveOrder, Look } from '#domain/look.ts'
import type { OpenPosition, PositionSettings } from '#domain/position.ts'
import { planRungs } from '#domain/rungs.ts'
import type { Side } from '#domain/side.ts'
import type { Signal } from '#domain/signal.ts'
import { firstStopLevel } from '#domain/stop-level.ts'
import { ethRules } from './market.ts'

/** 2025-02-03T02:07:00Z, in the crash that the default run plays. */
export const now = 1_738_548_420_000

export const opposite = (side: Side): Side => (side === 'long' ? 'short' : 'long')

export const settings: PositionSettings = {
  stopLossPct: '0.02',
  takeProfitPct: '0.03',
  emergencyPct: '0.03',
  partialTakeProfit: '0.5',
  ladder: defaultLadder,
  takerFee: '0.0005',
}

/** A message as a producer sends it. */
export const aMessage = (change: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    symbol: 'ETHUSDT',
    action: 'BUY',
    confidence: 0.9,
    source: 'xgboost',
    timestamp: now - 1_000,
    ...change,
  })

export const aSignal = (change: Partial<Signal> = {}): Signal => ({
  id: 'xgboost#1',
  symbol: 'ETHUSDT',
  action: 'BUY',
  confidence: '0.9',
  source: 'xgboost',
  at: now - 1_000,
  ...change,
})

export const admission: AdmissionSettings = {
  confidenceThreshold: '0.72',
  signalMaxAgeSeconds: 60,
  cooldownSeconds: 300,
  maxPositions: 4,
  maxDailyLoss: '500',
  symbols: undefined,
  quoteAssets: ['USDT'],
}

/** An account without positions on a day without trades. */
export const anAccount = (change: Partial<AdmissionAccount> = {}): AdmissionAccount => ({
  slots: {},
  lastClosed: {},
  day: { date: '2025-02-03', net: '0' },
  halts: {},
  foreign: [],
  ...change,
})

const id = positionIdOf('xgboost#1')
export const orderId = (purpose: Parameters<typeof clientIdOf>[2], counter: number) =>
  clientIdOf('test', id, purpose, counter)

type Change = Partial<OpenPosition> & { readonly side?: Side }

/**
 * A position that was just filled, its first stops intended but not placed. By default a long of 10 ETH at 2500 with
 * 30x: 1 % of the margin is 0.8333 in price, the stop stands at 2498.34.
 */
export function anOpenPosition(change: Change = {}): OpenPosition {
  const { side = 'long', leverage = 30, rules = ethRules } = change
  const entryPrice = change.entryPrice ?? '2500'
  const quantity = change.entryQuantity ?? '10'
  const with_ = change.settings ?? settings
  const tick = dec(rules.tickSize)
  const stop = firstStopLevel(side, dec(entryPrice), dec(with_.stopLossPct), leverage, tick)
  const basis = {
    side,
    entryPrice,
    quantity,
    leverage,
    settings: with_,
    rules,
  }
  return {
    v: 1,
    id,
    deployment: 'test',
    state: 'open',
    symbol: rules.symbol,
    side,
    source: 'xgboost',
    signalId: 'xgboost#1',
    signalAt: now - 1_000,
    createdAt: now - 800,
    requestedLeverage: leverage,
    leverage,
    margin: dec(quantity).times(entryPrice).div(leverage).toFixed(8),
    settings: with_,
    rules,
    intents: 3,
    entry: { clientId: orderId('entry', 0), quantity, limitPrice: entryPrice, touchPrice: entryPrice },
    openedAt: now,
    entryPrice,
    entryQuantity: quantity,
    openQuantity: quantity,
    entryFees: dec(quantity).times(entryPrice).times(with_.takerFee).toFixed(),
    funding: '0',
    protection: {
      level: stop.toFixed(),
      primary: orderId('primary', 1),
      backup: orderId('backup', 2),
      backupQuantity: quantity,
    },
    tier: 0,
    rungs: planRungs(basis),
    ...change,
  }
}

export const primaryOf = (position: OpenPosition, change: Partial<LiveOrder> = {}): LiveOrder => ({
  clientId: position.protection.primary,
  type: 'STOP_MARKET',
  triggerPrice: position.protection.level,
  quantity: '0',
  closePosition: true,
  seen: true,
  ...change,
})

export const backupOf = (position: OpenPosition, change: Partial<LiveOrder> = {}): LiveOrder => ({
  clientId: position.protection.backup,
  type: 'STOP',
  triggerPrice: position.protection.level,
  quantity: position.protection.backupQuantity,
  closePosition: false,
  seen: true,
  ...change,
})

export const bridgeOf = (position: OpenPosition, change: Partial<LiveOrder> = {}): LiveOrder => ({
  clientId: position.protection.bridge ?? 'no bridge is intended',
  type: 'STOP_MARKET',
  triggerPrice: position.protection.level,
  quantity: position.openQuantity,
  closePosition: false,
  seen: true,
  ...change,
})

export function rungOrderOf(position: OpenPosition, index: number): LiveOrder {
  const rung = position.rungs[index]
  if (!rung?.clientId) throw new Error(`Rung ${index} was never offered`)
  return {
    clientId: rung.clientId,
    type: 'TAKE_PROFIT_MARKET',
    triggerPrice: rung.triggerPrice,
    quantity: rung.quantity,
    closePosition: false,
    seen: true,
  }
}

/** A look at the whole position at its entry price, with both stops standing; bid and ask are at the mark. */
export const aLook = (position: OpenPosition, change: Partial<Look> = {}): Look => {
  const { markPrice = position.entryPrice } = change
  return {
    quantity: position.openQuantity,
    markPrice,
    touch: { bid: markPrice, ask: markPrice },
    orders: [primaryOf(position), backupOf(position)],
    ...change,
  }
}
