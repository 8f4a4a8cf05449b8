import type { Kind } from '#notifications/kinds.ts'
import type { Notification, NotificationOf } from '#notifications/notification.ts'

/** 2025-02-03T02:07:00Z. */
export const at = 1_738_548_420_000
const common = { v: 1, at, deployment: 'paper' } as const
const ofPosition = {
  ...common,
  positionId: '0f3k2jq8x1ab',
  sequence: '2025-02-03T02:07:00.000Z#0003',
  symbol: 'ETHUSDT',
  side: 'long',
  source: 'xgboost',
  asset: 'USDT',
} as const
const period = { ...common, from: at - 86_400_000, until: at }
const figures = {
  ...period,
  ...{ asset: 'USDT', trades: 5, won: 3, netPnl: '12.345', fees: '3.2', funding: '-0.11', drawdown: '4' },
  ...{ best: '9', worst: '-4', unknown: 1 },
  open: [{ symbol: 'SOLUSDT', side: 'short' as const, since: at - 7_500_000 }],
  refused: [{ reason: 'cooldown', count: 2 }],
}

/** One of each kind, each with all of its fields. */
export const examples: { readonly [K in Kind]: NotificationOf<K> } = {
  opened: {
    ...ofPosition,
    ...{ id: 'p/1', kind: 'opened', how: 'entered', quantity: '1.249', leverage: 30, entryPrice: '2500.5' },
    ...{ fees: '1.25', stop: '2498.34', isProtected: true },
  },
  'protected-late': { ...ofPosition, id: 'p/2', kind: 'protected-late', stop: '2498.34', afterMs: 12_400 },
  'stop-moved': {
    ...ofPosition,
    ...{ id: 'p/3', kind: 'stop-moved', from: '2498.34', to: '2510', tier: 1, mark: '2530.10' },
  },
  'take-profit': { ...ofPosition, id: 'p/4', kind: 'take-profit', quantity: '0.624', price: '2530', tier: 1 },
  closed: {
    ...ofPosition,
    ...{ id: 'p/5', kind: 'closed', reason: 'stop-hit', exit: 'first-stop', result: 'known' },
    ...{ exitPrice: '2498.3', netPnl: '-2.104', grossPnl: '-1.7', fees: '0.404', funding: '0' },
    ...{ margin: '104.1', heldMs: 3_900_000 },
  },
  emergency: { ...ofPosition, id: 'p/6', kind: 'emergency', reason: 'emergency' },
  refused: {
    ...period,
    ...{ id: 'refused/1', kind: 'refused', count: 3 },
    byReason: [
      { reason: 'cooldown', count: 2 },
      { reason: 'stale', count: 1 },
    ],
    bySymbol: [{ reason: 'ETHUSDT', count: 3 }],
  },
  halted: { ...common, id: 'account/8/halted/operator', kind: 'halted', by: 'operator', why: 'lunch' },
  resumed: { ...common, id: 'account/9/resumed/operator', kind: 'resumed', by: 'operator', isOpen: true },
  locked: {
    ...common,
    ...{ id: 'account/9/locked/1738550220000-stoploss-guard-every_symbol_long', kind: 'locked' },
    ...{ by: 'stoploss-guard', locked: 'every symbol long', until: at + 1_800_000 },
    why: '2 stops within 60 minutes, and 2 is the limit',
  },
  unlocked: {
    ...common,
    ...{ id: 'account/10/unlocked/1738550220000-stoploss-guard-every_symbol_long', kind: 'unlocked' },
    ...{ by: 'stoploss-guard', locked: 'every symbol long', formerly: at + 1_800_000 },
    ...{ until: at + 600_000, why: 'a result became known' },
  },
  alarm: {
    ...common,
    ...{ id: 'alarm/LookNow/1', kind: 'alarm', alarm: 'LookNow' },
    ...{
      why: 'Threshold Crossed: 1 datapoint [1.0] was greater than 0',
      what: 'A position needs the operator.',
    },
  },
  'alarm-over': {
    ...common,
    ...{
      id: 'alarm/LookNow/2',
      kind: 'alarm-over',
      alarm: 'LookNow',
      why: 'Threshold Crossed no more',
      what: '',
    },
  },
  daily: { ...figures, id: 'daily/2025-02-02', kind: 'daily' },
  weekly: { ...figures, id: 'weekly/2025-01-27', kind: 'weekly', from: at - 7 * 86_400_000 },
}

export const allExamples = Object.values(examples) as readonly Notification[]
