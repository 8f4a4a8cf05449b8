import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { entryOf, type StepEvents, type StepName } from '#domain/events/journal.ts'
import type { StoredEntry } from '#ports/state.ts'
import { stepText } from '../../infra/operator/explain/step-text.ts'

const said = (entry: object): string => stripVTControlCharacters(stepText(entry as StoredEntry))

type Told = { readonly [E in StepName]: readonly [details: StepEvents[E], sentence: string] }

const entry = {
  type: 'LIMIT',
  timeInForce: 'IOC',
  symbol: 'BTCUSDT',
  side: 'BUY',
  quantity: '1.249',
  price: '60063',
  clientId: 'e1',
} as const
const own = { symbol: 'BTCUSDT', side: 'SELL', triggerPrice: '60063.10', clientId: 'c1' } as const
const exit = {
  type: 'MARKET',
  reduceOnly: true,
  symbol: 'BTCUSDT',
  side: 'SELL',
  quantity: '1.249',
  clientId: 'c1',
} as const
const accepted = { outcome: 'accepted' } as const
const result = {
  reason: 'stop-hit',
  exitPrice: '60160',
  grossPnl: '97.5',
  fees: '30.1',
  funding: '-0.5',
  netPnl: '66.9',
  lastDayNetPnl: '66.9',
} as const
const money = 'net +66.90 (gross +97.50, fees 30.1, funding -0.5)'

/** Every event: a missing one does not compile. */
const told: Told = {
  'entry-accepted': [
    { ...entry, status: 'FILLED', filled: '1.249' },
    'sent entry BUY 1.249 at 60063 → FILLED, filled 1.249',
  ],
  'entry-refused': [
    { ...entry, code: -2019, blame: 'order', message: '-2019 Margin is insufficient. (HTTP 400)' },
    'sent entry BUY 1.249 at 60063 → rejected: -2019 Margin is insufficient. (HTTP 400)',
  ],
  'entry-unresolved': [
    { ...entry, message: 'no answer in 10 s' },
    'sent entry BUY 1.249 at 60063 → no answer (no answer in 10 s); it is looked for',
  ],
  'entry-abandoned': [
    { reason: 'no-fill', detail: 'nothing within its limit' },
    'given up: no-fill, nothing within its limit',
  ],
  'entry-filled': [
    {
      clientId: 'e1',
      side: 'long',
      source: 'xgboost',
      leverage: 20,
      quantity: '1.249',
      entryPrice: '60003',
      fees: '37.47',
      stop: '59963',
      stopClientId: 'p2',
      stopOutcome: 'accepted',
    },
    'filled long 1.249 at 60003, 20x, fees 37.47; first stop at 59963 → accepted',
  ],
  adopted: [
    { symbol: 'BTCUSDT', side: 'long', quantity: '0.1', entryPrice: '60000', stop: '59940' },
    'taken over: long 0.1, entered at 60000',
  ],
  'stop-sent': [
    { ...own, type: 'STOP_MARKET', closePosition: true, order: 'primary', outcome: 'refused', code: -2021 },
    'sent primary stop STOP_MARKET at 60063.1 → rejected: -2021',
  ],
  'stop-rescued': [{ clientId: 'p2', ...accepted }, 'the watch sent the missing stop p2 → accepted'],
  'stop-raised': [
    { from: '59963', to: '60063.1', tier: 1, mark: '60104' },
    'the stop is to move from 59963 to 60063.1, tier 1 (mark 60104)',
  ],
  'raise-refused': [
    { from: '60063.1', to: '59963' },
    'the exchange accepted no stop at 60063.1: the one at 59963 stays, and the next raise starts from it',
  ],
  'tier-reached': [{ tier: 2, mark: '60204' }, 'tier 2 reached (mark 60204)'],
  'quantity-changed': [{ from: '1.249', to: '0.625' }, 'open quantity 1.249 → 0.625'],
  'order-not-shown': [{ clientId: 'p2' }, 'p2 is acknowledged but not shown yet; the book is read again'],
  'order-cancelled': [
    { clientId: 'p2', because: 'the primary moves to the new level', ...accepted },
    'cancelled p2: the primary moves to the new level → accepted',
  ],
  'algo-reduce-only-refused': [
    { code: -1106, message: 'Parameter was not required.' },
    'the exchange accepts no reduce-only algo orders (-1106): the primary stands alone',
  ],
  'protection-unfinished': [
    { move: { move: 'look', for: 'p2' } },
    'this look did not finish protecting; it last decided to look for p2; the next look continues',
  ],
  'improvement-waits': [
    { what: 'raise-stop', because: 'too many orders in these 10 s' },
    'moving the stop waits for the next tick: too many orders in these 10 s',
  ],
  'invariant-broken': [
    {
      refused: 'raise-stop',
      invariant: 'stop-looser',
      expected: 'a stop no looser than 60063.1',
      found: '60050',
    },
    'moving the stop was refused, stop-looser: expected a stop no looser than 60063.1, found 60050',
  ],
  'rules-changed': [
    { from: { tickSize: '0.1', marketMaxQuantity: '120' }, to: { tickSize: '0.5', marketMaxQuantity: '60' } },
    "the symbol's rules have changed: tick 0.1 → 0.5, most quantity at market 120 → 60; orders keep to the new ones from now on",
  ],
  'mark-doubted': [
    { why: 'touch-denies', mark: '48000', touch: { bid: '60000', ask: '60000.1' } },
    'the mark 48000 is not believed: bid and ask are elsewhere (bid 60000, ask 60000.1)',
  ],
  'mark-believed': [{ mark: '60001' }, 'the mark 60001 is believed again'],
  'funding-read': [{ funding: '-0.5123' }, 'funding since the entry -0.51'],
  'sentiment-changed': [
    { side: 'long', sentiment: 'opposes' },
    'the latest signal opposes it; the long stays open',
  ],
  'take-profit-sent': [
    { ...own, type: 'TAKE_PROFIT_MARKET', quantity: '0.624', tier: 1, ...accepted },
    'sent take-profit 0.624 at 60063.1, tier 1 → accepted',
  ],
  'take-profit-traced': [
    { clientId: 't3', status: 'FINISHED', filled: '0.624' },
    'take-profit t3 is FINISHED, filled 0.624',
  ],
  'profit-banked': [
    { rungs: [1, 2], quantity: '0.437', clientId: 'k4', mark: '60510', outcome: 'unresolved' },
    'took profit on 0.437 at market, mark 60510 → unresolved',
  ],
  'close-decided': [
    { reason: 'emergency', marginPnl: '-0.05', mark: '59800' },
    'to be closed: emergency at -5.00 % of margin, mark 59800',
  ],
  closing: [{ reason: 'signal' }, 'closing begins: signal'],
  'close-sent': [
    {
      ...exit,
      reason: 'stop-crossed',
      outcome: 'refused',
      code: -4118,
      message: '-4118 ReduceOnly conflict.',
    },
    'sent close SELL 1.249 at market (stop-crossed) → rejected: -4118 ReduceOnly conflict.',
  ],
  cancelling: [{ type: 'STOP_MARKET', clientId: 'p2' }, 'cancels STOP_MARKET p2'],
  'books-empty': [{ rounds: 1, spared: 2 }, 'both books read empty but for 2 orders of others, left alone'],
  'flip-follows': [
    { signalId: 'tv-btc#8', side: 'short' },
    'flat: the signal tv-btc#8 goes on, to be entered as a short',
  ],
  closed: [
    { ...result, side: 'long', source: 'xgboost', tier: 3 },
    `closed at 60160 by trailing-stop: ${money}`,
  ],
  'result-known': [result, `the exchange shows all of it now: closed at 60160, ${money}`],
  'result-not-known': [
    { lacked: 'trades' },
    'the exchange does not show its result; an operator has to set it',
  ],
  'result-told': [{ netPnl: '-12', by: 'operator' }, 'the operator set its result: net -12.00'],
}
const events = Object.entries(told) as readonly [StepName, readonly [StepEvents[StepName], string]][]

describe('every event of a position has its sentence', () => {
  test.each(events)('%s', (event, [details, sentence]) => {
    expect(said(entryOf(0, event, details))).toBe(sentence)
  })

  test('an adoption of a position that had lost its slot names its former state', () => {
    const found = { was: 'abandoned', state: 'open', side: 'long', quantity: '0.1' } as const
    expect(said(entryOf(0, 'adopted', found))).toBe('taken over: long 0.1, it was abandoned')
  })

  test('a pending result says what it lacks', () => {
    const provisional = {
      ...result,
      side: 'long',
      source: 'xgboost',
      tier: 3,
      provisional: { lacks: 'trades' },
    } as const
    expect(said(entryOf(0, 'closed', provisional))).toMatch(
      /^closed by trailing-stop; its result is not known yet: trades /,
    )
  })
})

describe('qt explain keeps what another release wrote', () => {
  test.each(events)('%s without its details still has its sentence', event => {
    expect(said({ at: 0, event })).toMatch(/^[^{}[\]]*\w[^{}[\]]*$/)
    expect(said({ at: 0, event })).not.toMatch(/undefined|NaN/)
  })

  test.each(['moon-reached', 'constructor'])('an unknown event %s is shown as it is', event => {
    expect(said({ at: 0, event, height: '384400' })).toBe(`${event} {"height":"384400"}`)
  })

  test('a move of an earlier release is shown in today’s words, one of a later release as it is', () => {
    const unfinished = (move: object) => said({ at: 0, event: 'protection-unfinished', move })
    expect(unfinished({ move: 'raise', level: '60063.1', tier: 1 })).toContain(
      'to move the stop to 60063.1, tier 1',
    )
    expect(unfinished({ move: 'fly', height: '1' })).toContain('to {"move":"fly","height":"1"}')
  })

  test('a look at a flat position misses no mark, and one order is one', () => {
    const looked = (quantity: string) =>
      said({
        ...{ at: 0, event: 'decided', rule: 'next-move', outcome: JSON.stringify({ move: 'flat' }) },
        inputs: JSON.stringify({ look: { quantity, orders: [{ clientId: 't3' }] } }),
      })
    expect(looked('0')).toMatch(/^saw 0 open, 1 order; decided/)
    expect(looked('0.5')).toMatch(/^saw 0\.5 open, mark unusable, 1 order; decided/)
  })

  test('a decision by a former rule is shown as it is', () => {
    expect(said({ at: 0, event: 'decided', rule: 'old', inputs: '{}', outcome: '1' })).toBe('old {} → 1')
  })
})
