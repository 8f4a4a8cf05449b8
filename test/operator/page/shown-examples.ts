import type { ActionDone, ActionPreview } from '../../../infra/operator/page/shown/action.ts'
import type { CameTo } from '../../../infra/operator/page/shown/came-to.ts'
import type { CandlesShown } from '../../../infra/operator/page/shown/candles.ts'
import { type Change, inOrder, type Whole } from '../../../infra/operator/page/shown/change.ts'
import type { InvalidShown } from '../../../infra/operator/page/shown/invalid.ts'
import type { Now } from '../../../infra/operator/page/shown/now.ts'
import type { OrderShown } from '../../../infra/operator/page/shown/order.ts'
import type { PositionShown } from '../../../infra/operator/page/shown/position.ts'
import type { SignalShown } from '../../../infra/operator/page/shown/signal.ts'
import type { PositionStory, SignalStory } from '../../../infra/operator/page/shown/story.ts'
import { aPicture } from '../../pictures/builders.ts'

const minute = 60_000
const at = Date.UTC(2025, 1, 3, 2, 20)

/** A symbol that only another client would write: markup, an escape, a change of direction, a line end. */
export const hostile = '<img src=x onerror=alert(1)>\\u{1b}[31m\\u{202e}evil\\u{a}'

export const positionExample: PositionShown = {
  id: 'c1is7otaqzs0',
  isOurs: true,
  symbol: 'ETHUSDT',
  side: 'short',
  state: 'open',
  source: 'sample',
  signalId: 'sample-0001',
  leverage: 20,
  asset: 'USDT',
  margin: '99.98',
  quantity: '0.535',
  entryQuantity: '0.713',
  entryPrice: '2804.51',
  openedAt: at - 18 * minute,
  markPrice: '2785.12',
  unrealised: '10.37365',
  marginPnl: '0.138277',
  tier: 2,
  stops: [
    { at: at - 18 * minute, price: '2807.31', tier: 0 },
    { at: at - 11 * minute, price: '2801.70', tier: 1 },
    { at: at - 4 * minute, price: '2794.60', tier: 2 },
  ],
  takeProfits: [
    { tier: 0, price: '2797.49', quantity: '0.178', state: 'done', offeredAt: at - 18 * minute },
    { tier: 2, price: '2780.02', quantity: '0.107', state: 'placed', offeredAt: at - 4 * minute },
    { tier: 3, price: '2762.44', quantity: '0.107', state: 'waiting' },
  ],
  emergencyPrice: '2811.52',
  liquidationPrice: '2931.77',
  liveStops: 2,
  lookedAt: at - 4_000,
  differences: [],
}

/** Another client's, on a symbol of a hostile name. */
export const foreignExample: PositionShown = {
  id: hostile,
  isOurs: false,
  symbol: hostile,
  side: 'long',
  quantity: '3',
  entryPrice: '1.5',
  markPrice: '1.4',
  unrealised: '-0.3',
  stops: [],
  takeProfits: [],
  liveStops: 0,
  differences: ['open on the exchange, not managed by this deployment'],
}

const orders: readonly OrderShown[] = [
  {
    key: 'algo ETHUSDT qt-paper-c1is7otaqzs0-7p',
    book: 'algo',
    symbol: 'ETHUSDT',
    clientId: 'qt-paper-c1is7otaqzs0-7p',
    type: 'STOP_MARKET',
    side: 'BUY',
    closesAll: true,
    triggerPrice: '2794.60',
    owner: 'c1is7otaqzs0',
    why: 'primary stop at 2794.60, tier 2: closes everything',
    isOdd: false,
  },
  {
    key: `regular ${hostile} web_1`,
    book: 'regular',
    symbol: hostile,
    clientId: 'web_1',
    type: 'LIMIT',
    side: 'SELL',
    quantity: '3',
    closesAll: false,
    price: '2.0',
    owner: 'another client',
    why: 'not placed by this system',
    isOdd: true,
  },
]

export const nowExample: Now = {
  at,
  stack: { name: 'the local stack', venue: 'paper', canAct: true },
  reading: [
    { what: 'table', at: at - 500 },
    { what: 'exchange', at: at - 5_000, failure: 'the exchange did not answer within 10 s' },
  ],
  account: {
    asset: 'USDT',
    wallet: '998.73',
    available: '898.75',
    unrealised: '10.07365',
    day: { date: '2025-02-03', net: '-1.27', atRisk: '5.60', cap: '100' },
    slots: { taken: 1, most: 5 },
    halts: [{ by: 'operator', why: 'exchange maintenance at 04:00', canLift: true }],
    protections: ['StoplossGuard'],
    locks: [
      {
        what: 'StoplossGuard locks SOLUSDT',
        symbol: 'SOLUSDT',
        since: at - 20 * minute,
        until: at + 40 * minute,
      },
    ],
    cooling: [{ symbol: 'SOLUSDT', freeAt: at + 3 * minute }],
    unknownResults: [
      { position: 'c1is7otaqzs1', symbol: 'XRPUSDT', closedAt: at - 2 * minute, worstLoss: '2.80' },
    ],
    unmanaged: [hostile],
    differences: [],
  },
  watch: {
    ...{ tickAt: at - 4_000, everySeconds: 10, isLate: false },
    sentinel: { state: 'hears', heldAt: at - 2_000 },
  },
  alarms: {
    on: 1,
    of: 31,
    list: [
      { name: 'UnmanagedPosition', state: 'on', since: at - 3 * minute, words: 'close it on the exchange' },
    ],
  },
  weight: { most: 2400, used: 96, spent: 90, minute: at - 2 * minute, byThisPage: 40 },
  positions: [positionExample, foreignExample],
  orders: [...orders],
  missing: [{ symbol: 'ETHUSDT', position: 'c1is7otaqzs0', clientId: 'qt-paper-c1is7otaqzs0-8b' }],
}

export const signalExamples: readonly SignalShown[] = [
  {
    id: 'sample-0002',
    at: at - 3 * minute,
    verdict: 'refused',
    reason: 'cooldown',
    detail: 'SOLUSDT was closed 2 minutes ago',
    source: hostile,
    symbol: 'SOLUSDT',
    action: 'BUY',
    confidence: '0.74',
  },
  {
    id: 'sample-0001',
    at: at - 18 * minute,
    verdict: 'accepted',
    source: 'sample',
    symbol: 'ETHUSDT',
    action: 'SELL',
    confidence: '0.81',
    position: 'c1is7otaqzs0',
  },
]

export const wholeExample: Whole = inOrder({ now: nowExample, signals: signalExamples, invalidWaiting: 1 })

/** The mark moved, the other client's position is gone, a signal came. */
export const changeExample: Change = {
  at: at + 1_000,
  now: { watch: { tickAt: at, everySeconds: 10, isLate: false, sentinel: { state: 'starting' } } },
  positions: {
    changed: [{ key: positionExample.id, patch: { markPrice: '2784.00', marginPnl: '0.146264' } }],
    gone: [hostile],
  },
  orders: { gone: [`regular ${hostile} web_1`] },
  signals: {
    changed: [{ key: 'sample-0003', patch: { id: 'sample-0003', at, verdict: 'refused', reason: 'stale' } }],
  },
}

export const candlesExample: CandlesShown = {
  symbol: 'ETHUSDT',
  intervalMs: minute,
  candles: Array.from({ length: 30 }, (_, n) => {
    const open = 2806 - n * 0.7
    return { openTime: at - (29 - n) * minute, open, high: open + 1.1, low: open - 1.4, close: open - 0.7 }
  }),
}

export const storyExample: PositionStory = {
  id: 'c1is7otaqzs0',
  symbol: 'ETHUSDT',
  side: 'short',
  headline: [
    'c1is7otaqzs0: ETHUSDT short 20x, open',
    'signal sample-0001 from sample at 2025-02-03 02:02:00 UTC',
  ],
  state: 'open',
  leverage: 20,
  source: 'sample',
  signalId: 'sample-0001',
  openedAt: at - 18 * minute,
  entryPrice: '2804.51',
  asset: 'USDT',
  stops: positionExample.stops,
  takeProfits: positionExample.takeProfits,
  emergencyPrice: '2811.52',
  steps: [
    { at: at - 18 * minute, event: 'admit-signal', text: 'admitted: confidence 0.81 is at least 0.6' },
    { at: at - 11 * minute, event: 'stop-raised', text: 'stop 2807.31 → 2801.70, tier 1' },
  ],
  points: [{ what: 'side', asked: 'SELL ETHUSDT', done: 'short ETHUSDT', held: true }],
  verified: { decisions: 61, different: [] },
}

export const signalStoryExample: SignalStory = {
  id: 'sample-0002',
  lines: ['signal sample-0002: BUY SOLUSDT from sample', 'rejected: cooldown'],
  verified: { decisions: 3, different: [] },
}

export const invalidExample: InvalidShown = {
  waiting: 1,
  messages: [
    {
      messageId: '0e5c6a52-1f0b-4a3a-9c1c-0a7d1e7f0a01',
      at: at - 30 * minute,
      problems: ['symbol: expected text, got nothing'],
      body: `{"action":"BUY","note":"${hostile}"}`,
      isCut: false,
    },
  ],
}

const { markets: _, ...period } = aPicture()
export const cameToExample: CameTo = { here: period, unknown: [] }

export const previewExample: ActionPreview = {
  preview: 'k3v9',
  lines: [
    'This closes at market, on the local stack:',
    '  ETHUSDT short 0.535 at 2804.51, 20x (c1is7otaqzs0)',
  ],
  expiresAt: 1_764_300_060_000,
}

export const doneExample: ActionDone = {
  isDone: true,
  lines: ['closed ETHUSDT (c1is7otaqzs0), net +6.10 USDT; the exchange shows 0 open and 0 orders'],
}
