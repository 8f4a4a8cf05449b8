import { beforeAll, describe, expect, test } from 'vitest'
import { asTold } from '../../../infra/local/audit/oracle/as-told.ts'
import { isNoLater } from '../../../infra/local/audit/oracle/closes.ts'
import type { SentSignal, Testimony } from '../../../infra/local/audit/oracle/testimony.ts'
import { play } from '../../matrix/play.ts'
import { evidenceOf } from '../../matrix/verdict.ts'
import { atOnce, testimonyOf } from '../../storm/testimony.ts'
import { aJump, type Jump } from './a-jump.ts'

let told: Testimony
let entry: SentSignal
let close: SentSignal
let saidOf: Jump['saidOf']
beforeAll(async () => {
  ;({ told, entry, close, saidOf } = await aJump())
})

const underSettings = (settings: Record<string, string>) =>
  saidOf({ environment: { ...told.environment, ...settings } })
const changed = (signal: SentSignal, body: Record<string, unknown>): SentSignal => ({
  ...signal,
  body: { ...signal.body, ...body },
})

test('the oracle finds that the run did what signals and settings asked for', () => {
  expect(asTold(atOnce(told))).toEqual([])
})

describe('the oracle notices other settings:', () => {
  test.each([
    [{ QT_CONFIDENCE_THRESHOLD: '0.91' }, /opened with a confidence of 0.9; 0.91 is required/],
    [{ QT_SYMBOLS: 'BTCUSDT' }, /ETHUSDT is not among QT_SYMBOLS/],
    [{ QT_MAX_POSITIONS: '0' }, /0 may be open/],
    [{ QT_MAX_DAILY_LOSS: '50' }, /could take the day to -\d+\.\d\d; it may lose 50/],
    [{ QT_KILL_SWITCH: 'on' }, /while entries were halted/],
    [{ QT_DEFAULT_LEVERAGE: '5' }, /was entered at 10x; 5x was requested/],
    [{ QT_MARGIN_MODE: 'cross' }, /was entered in ISOLATED margin mode; CROSSED is required/],
    [{ QT_MARGIN_FRACTION: '0.2' }, /was ordered with 8.332; 6.666 is what its margin buys/],
    [{ QT_MAX_MARGIN_PER_TRADE: '1000' }, /was ordered with 8.332; 3.333 is what its margin buys/],
    [{ QT_SL_PCT: '0.01' }, /first stop at 2994.15; 2997.15 is due/],
    [{ QT_MIN_STOP_TICKS: '1000' }, /has its stop 6.0003 away; 0.6 or 10 is the minimum/],
    [{ QT_TP_PCT: '0.04' }, /offered 4.166 at 3009.15; the take-profits are 4.166 at 3012.15/],
    [{ QT_PARTIAL_TP: '0.25' }, /offered 4.166 at 3009.15; the take-profits are 2.083 at 3009.15/],
  ])('%o', (settings, said) => {
    expect(underSettings(settings as Record<string, string>)).toMatch(said)
  })

  test('with a ladder that locks less the oracle finds the stop too tight, with one that locks more too loose', () => {
    const ladder = (lock: string) =>
      JSON.stringify([{ at: '0.05', stop: { lock }, takeProfit: { at: '0.08', share: '0.25' } }])
    expect(underSettings({ QT_LADDER: ladder('0.01') })).toMatch(/was put at 30\d\d\.\d+; the marks .* earn/)
    expect(underSettings({ QT_LADDER: ladder('0.9') })).toMatch(
      /had its stop at .* after the look of .* is earned/,
    )
  })

  test('the named ladders require different stops and take-profits', () => {
    expect(underSettings({ QT_LADDER: 'standard' })).toBe('')
    expect(underSettings({ QT_LADDER: 'none' })).toMatch(/was put at 30\d\d\.\d+; the marks .* earn 29\d\d/)
    expect(underSettings({ QT_LADDER: 'fee-aware' })).toMatch(
      /sold 5.207 by take-profits; those that were reached hold 4.166/,
    )
  })
})

describe('the oracle notices another position’s loss beyond the daily loss,', () => {
  const before = 300_000
  /** The same position on another symbol, five minutes before, and behind a gap. */
  const another = () =>
    told.ledgers
      .filter(({ orders }) => orders.length > 0)
      .map(ledger => ({
        ...ledger,
        symbol: 'BTCUSDT',
        orders: ledger.orders.map(each => ({ ...each, symbol: 'BTCUSDT', time: each.time - before })),
        trades: ledger.trades.map(each => ({ ...each, time: each.time - before, realizedPnl: '-400' })),
      }))
  const said = (change: Partial<Testimony>) => {
    const ledgers = [...told.ledgers.filter(({ orders }) => orders.length > 0), ...another()]
    return asTold(atOnce({ ...told, ...change, ledgers })).filter(each => each.startsWith('the long ETHUSDT'))
  }

  test('which counts when it is settled', () => {
    expect(said({}).join('\n')).toMatch(/could take the day to -\d{4,}\.\d\d; it may lose 500/)
  })

  test('which may count with its worst case if anything went wrong since', () => {
    expect(said({ wasDisturbed: symbol => symbol === 'BTCUSDT' })).toEqual([])
  })
})

describe('the oracle notices other signals:', () => {
  test('nothing', () => {
    expect(saidOf({ signals: [] })).toMatch(/was opened by no signal/)
  })

  test('a short', () => {
    const signals = [changed(entry, { action: 'SELL' }), close]
    expect(saidOf({ signals })).toMatch(/was opened by matrix#entry, a SELL of ETHUSDT/)
  })

  test('an entry long before', () => {
    const signals = [changed(entry, { timestamp: Number(entry.body.timestamp) - 70_000 }), close]
    expect(saidOf({ signals })).toMatch(/was entered \d+ ms after its signal/)
  })

  test('another stop, leverage and take-profit', () => {
    const signals = [changed(entry, { leverage: 7, stopLossPct: '0.05', takeProfitPct: 0.06 }), close]
    const said = saidOf({ signals })
    expect(said).toMatch(/7x was requested/)
    expect(said).toMatch(/first stop at 2994.15; 2985.15 is/)
    expect(said).toMatch(/offered 4.166 at 3009.15; the take-profits are 4.166 at 3018.15/)
  })

  test('no CLOSE, which leaves the close without a reason', () => {
    expect(saidOf({ signals: [entry] })).toMatch(/was closed at .* for no known reason/)
  })

  test('a CLOSE carried out before the gate decided on it', () => {
    expect(saidOf({ signals: [entry, { ...close, takenAt: close.takenAt + 60_000 }] })).toBe('')
  })

  test('a CLOSE of the entry’s second, before the entry', () => {
    const before = { ...close, id: 'matrix#before', takenAt: entry.takenAt - 1 }
    const signals = [entry, changed(before, { timestamp: entry.body.timestamp }), close]
    expect(saidOf({ signals })).toMatch(/was opened by matrix#entry after the CLOSE matrix#before/)
  })

  test('a later signal for the other side that was known in time', () => {
    const turn = { ...close, id: 'matrix#turn', takenAt: entry.takenAt - 1 }
    const later = Number(entry.body.timestamp) + 1
    const signals = [entry, changed(turn, { action: 'SELL', timestamp: later }), close]
    expect(saidOf({ signals })).toMatch(/was opened by matrix#entry after the SELL matrix#turn/)
  })

  test('a CLOSE long before the one carried out', () => {
    const early = { ...close, id: 'matrix#early', takenAt: entry.takenAt + 10_000 }
    const signals = [entry, changed(early, { timestamp: entry.takenAt + 10_000 }), close]
    expect(saidOf({ signals })).toMatch(/was asked by matrix#early .* to close, and no exit was in flight/)
  })
})

/** The same for a long that another client opened and the watch adopted. */
describe('the oracle, for an adopted position,', () => {
  let taken: Testimony
  beforeAll(async () => {
    taken = await testimonyOf(await evidenceOf(await play('taken over', 'racing'), 'taken over'))
  })
  const under = (settings: Record<string, string>) =>
    asTold(atOnce({ ...taken, environment: { ...taken.environment, ...settings } })).join('\n')

  test.each([
    [{}, /^$/],
    [{ QT_ADOPT: 'own' }, /is another client's, and QT_ADOPT is not all/],
    [{ QT_SL_PCT: '0.01' }, /got its first stop at [\d.]+; [\d.]+ is the farthest allowed/],
    [{ QT_TP_PCT: '0.04' }, /offered [\d.]+ at [\d.]+; the take-profits are/],
  ])('notices other settings: %o', (settings, said) => {
    expect(under(settings as Record<string, string>)).toMatch(said)
  })
})

test.each([
  ['later', 500, 501, true],
  ['at once', 500, 500, true],
  ['earlier in the same second, both in milliseconds', 500, 499, false],
  ['earlier in the same second, the CLOSE in whole ones', 500, 0, true],
  ['a second earlier', 1_500, 999, false],
])('a CLOSE stamped %s beats an entry: %i, %i, %s', (_, entryAt, closeAt, beats) => {
  expect(isNoLater(1_738_548_420_000 + entryAt, 1_738_548_420_000 + closeAt)).toBe(beats)
})
