import { timing } from '#domain/timing.ts'
import type { Coming, Stage } from './stage.ts'
import type { WorldName } from './worlds.ts'

/** One stretch of a position's life, from a quiet moment on. */
export interface Scenario {
  readonly from: WorldName
  /** What drives it: messages, or the ticks of the watch. */
  readonly carrier: 'messages' | 'watch'
  readonly environment?: Readonly<Record<string, string>>
  /** The prices, each from this second on. */
  readonly prices?: readonly (readonly [atSecond: number, price: string])[]
  /** The market's moves, in milliseconds after the entry order reaches the exchange. */
  readonly turn?: { readonly sinceEntryMs: number; readonly price: string }
  /** How many conditional orders the account may hold, if that is less than the usual. */
  readonly room?: number
  /** The only addition to a fault, if another scenario differs by little; otherwise each in turn. */
  readonly beside?: 'racing'
  /** A trouble of the scenario itself: it excuses an unprotected moment as a fault does. */
  readonly trouble?: string
  /** What the exchange itself does to the symbol: the audit counts it beside the fault. */
  readonly meets?: 'other rules' | 'delisted'
  /** The time that the watch needs on purpose here, beyond the two ticks of other scenarios. */
  readonly laterMs?: number
  readonly begin?: (stage: Stage, at: (seconds: number) => number, coming: Coming) => void
}

/** The watch ticks at seconds 5, 15, 25, … of a scenario. */
export const scenarios = {
  entry: {
    from: 'fresh',
    carrier: 'messages',
    begin: (stage, at, coming) => stage.signal(at(2), 'entry', 'BUY', coming),
  },
  'entry into a fall': {
    from: 'fresh',
    carrier: 'messages',
    // Between the fill of the entry and the arrival of its first stop.
    turn: { sinceEntryMs: 20, price: '2990.00' },
    begin: (stage, at, coming) => stage.signal(at(2), 'entry', 'BUY', coming),
  },
  'entry that is not filled': {
    from: 'fresh',
    carrier: 'messages',
    turn: { sinceEntryMs: -20, price: '3005.00' },
    begin: (stage, at, coming) => stage.signal(at(2), 'entry', 'BUY', coming),
  },
  'take-profit': { from: 'open', carrier: 'watch', prices: [[8, '3010.00']] },
  ratchet: { from: 'banked', carrier: 'watch', prices: [[8, '3018.00']] },
  // Two stops stand, and other clients have the rest of the account's room: no bridge is accepted.
  'ratchet without room': {
    from: 'banked',
    carrier: 'watch',
    room: 2,
    beside: 'racing',
    prices: [[8, '3018.00']],
  },
  jump: { from: 'open', carrier: 'watch', prices: [[8, '3036.00']] },
  close: {
    from: 'open',
    carrier: 'messages',
    begin: (stage, at, coming) => stage.signal(at(2), 'close', 'CLOSE', coming),
  },
  // Out of the long and into the short, by the same signal.
  flip: {
    from: 'open',
    carrier: 'messages',
    environment: { QT_SOURCES: '{"matrix":{"opposite":"flip"}}' },
    begin: (stage, at, coming) => stage.signal(at(2), 'flip', 'SELL', coming),
  },
  'close shown late': {
    from: 'open',
    carrier: 'messages',
    trouble: 'trades are shown six seconds late',
    begin(stage, at, coming) {
      const match = { path: '/fapi/v1/userTrades' }
      stage.faults.add({ match, fault: { kind: 'late', ms: 6_000 } })
      stage.signal(at(2), 'close', 'CLOSE', coming)
    },
  },
  // Two seconds after funding was paid; until half a minute after the hour no result is known.
  'close after the hour': {
    from: 'before the hour',
    carrier: 'messages',
    beside: 'racing',
    begin: (stage, at, coming) => stage.signal(at(7), 'close', 'CLOSE', coming),
  },
  'late order': {
    from: 'open',
    carrier: 'messages',
    begin(stage, at, coming) {
      stage.signal(at(2), 'close', 'CLOSE', coming)
      // For a position that is closed by then, as if the message had been on its way for long.
      const rung = { algoType: 'CONDITIONAL', side: 'SELL', type: 'TAKE_PROFIT_MARKET', triggerPrice: '3300' }
      const own = { ...rung, quantity: '4', reduceOnly: true, clientAlgoId: 'qt-storm-2rdy9gq3y0zp-t9' }
      stage.time.at(at(6), () => void stage.byHand('POST', 'v1/algoOrder', own))
    },
  },
  'stop hit': { from: 'open', carrier: 'watch', prices: [[8, '2992.00']] },
  emergency: {
    from: 'unstoppable',
    carrier: 'watch',
    // So far from the stop that a look reads bid and ask before it believes the mark.
    prices: [[8, '2900.00']],
    trouble: 'stops are ignored at their trigger',
  },
  'stops taken away': {
    from: 'open',
    carrier: 'watch',
    trouble: 'all stops were cancelled from outside',
    // While the exchange shows a mark of zero, and another client's order without its trigger.
    begin(stage, at) {
      const trailing = {
        algoType: 'CONDITIONAL',
        side: 'SELL',
        type: 'TRAILING_STOP_MARKET',
        callbackRate: '5',
      }
      const theirs = { ...trailing, quantity: '1', reduceOnly: true, clientAlgoId: 'hand-trailing' }
      stage.faults.add({
        match: { path: '/fapi/v1/openAlgoOrders' },
        fault: { kind: 'row', of: { clientAlgoId: 'hand-trailing' }, lack: ['triggerPrice'] },
      })
      stage.faults.add({
        match: { path: '/fapi/v3/positionRisk' },
        fault: { kind: 'row', show: { markPrice: '0' }, from: at(8), to: at(40) },
      })
      stage.time.at(at(12), async () => {
        await stage.byHand('DELETE', 'v1/algoOpenOrders', {})
        await stage.byHand('POST', 'v1/algoOrder', theirs)
      })
    },
  },
  // One look between two ticks, and one while the next tick looks.
  'stops taken away, and heard': {
    from: 'open',
    carrier: 'watch',
    beside: 'racing',
    trouble: 'all stops were cancelled from outside',
    begin(stage, at) {
      const cancel = () => void stage.byHand('DELETE', 'v1/algoOpenOrders', {})
      for (const [name, seconds] of [
        ['woken', 12],
        ['woken late', 14.9],
      ] as const) {
        stage.time.at(at(seconds), cancel)
        stage.time.at(at(seconds + 0.05), () => stage.wake(name))
      }
    },
  },
  'closed by hand': {
    from: 'open',
    carrier: 'watch',
    begin: (stage, at) =>
      stage.time.at(at(8), () => {
        const whole = { side: 'SELL', type: 'MARKET', quantity: '8.332', reduceOnly: true }
        void stage.byHand('POST', 'v1/order', { ...whole, newClientOrderId: 'hand-1' })
      }),
  },
  'turned by hand': {
    from: 'open',
    carrier: 'watch',
    begin(stage, at) {
      const his = { type: 'MARKET', newClientOrderId: 'hand-1' }
      const stop = { algoType: 'CONDITIONAL', side: 'BUY', type: 'STOP_MARKET', triggerPrice: '3300' }
      stage.time.at(at(8), async () => {
        await stage.byHand('POST', 'v1/order', { ...his, side: 'SELL', quantity: '16.664' })
        await stage.byHand('POST', 'v1/algoOrder', { ...stop, closePosition: true, clientAlgoId: 'hand-2' })
      })
      const gone = { ...his, side: 'BUY', quantity: '8.332', reduceOnly: true, newClientOrderId: 'hand-3' }
      stage.time.at(at(48), () => void stage.byHand('POST', 'v1/order', gone))
    },
  },
  'other ticks': {
    from: 'banked',
    carrier: 'watch',
    prices: [[8, '3018.03']],
    meets: 'other rules',
    begin: (stage, at) => stage.meets({ kind: 'rules', from: at(1), tickSize: '0.1' }),
  },
  'other steps': {
    from: 'open',
    carrier: 'messages',
    meets: 'other rules',
    begin(stage, at, coming) {
      stage.meets({ kind: 'rules', from: at(1), stepSize: '0.1', minQuantity: '0.1', marketMaxQuantity: '5' })
      stage.signal(at(2), 'close', 'CLOSE', coming)
    },
  },
  unlisted: {
    from: 'open',
    carrier: 'watch',
    meets: 'delisted',
    // A dead closer's lease, and then the half minute after which the account shows what the end of the contract paid.
    laterMs: timing.functions.closeCleanup.lease + 40_000,
    begin: (stage, at) => stage.meets({ kind: 'delist', from: at(8) }),
  },
  'lost slot': { from: 'unmanaged', carrier: 'watch' },
  'lost slot, stopped out': {
    from: 'unmanaged',
    carrier: 'watch',
    prices: [[2, '2990.00']],
    // With no open position, the watch looks for orders of no position once a minute.
    laterMs: 70_000,
  },
  'taken over': {
    from: 'foreign',
    carrier: 'watch',
    environment: { QT_ADOPT: 'all' },
    trouble: 'a trader opened it without a stop',
  },
} as const satisfies Record<string, Scenario>
export type ScenarioName = keyof typeof scenarios
