import { beforeAll, describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { asTold } from '../../../infra/local/audit/oracle/as-told.ts'
import { isNoLater } from '../../../infra/local/audit/oracle/closes.ts'
import type { Asked, SentSignal, Testimony } from '../../../infra/local/audit/oracle/testimony.ts'
import { play } from '../../matrix/play.ts'
import { evidenceOf } from '../../matrix/verdict.ts'
import { atOnce, testimonyOf } from '../../storm/testimony.ts'

/** A long of 8.332 ETH at 10x and 3000.15 that jumped over four tiers and was closed by a CLOSE. */
let told: Testimony
let entry: SentSignal
let close: SentSignal
beforeAll(async () => {
  told = await testimonyOf(await evidenceOf(await play('jump', 'racing'), 'jump'))
  const of = (action: string) => told.signals.find(({ body }) => body.action === action) as SentSignal
  entry = of('BUY')
  close = of('CLOSE')
})

/** What the oracle says of the same deeds, had something else been asked for or answered. */
const saidOf = (change: Partial<Testimony>) => asTold(atOnce({ ...told, ...change })).join('\n')
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

describe('the oracle notices other answers of the venue:', () => {
  const answering = (name: string, from: RegExp, to: string) =>
    saidOf({
      asked: told.asked.map(each =>
        each.name === name && each.answer
          ? { ...each, answer: { ...each.answer, text: each.answer.text.replaceAll(from, to) } }
          : each,
      ),
    })

  test('a mark beyond the emergency level at every look', () => {
    expect(answering('GET positionRisk', /"markPrice":"[\d.]+"/g, '"markPrice":"2985"')).toMatch(
      /stood at -5.0\d % of margin .* and no exit was in flight/,
    )
  })

  test('a mark at which nothing was earned', () => {
    const said = answering('GET positionRisk', /"markPrice":"[\d.]+"/g, '"markPrice":"3001"')
    expect(said).toMatch(/the marks that were answered earn 2994/)
    expect(said).toMatch(/sold .* by take-profits; those that were reached hold/)
  })

  test('another price for the sender only, while another delivery planned the entry', () => {
    const isAsk = ({ name }: Asked) => name === 'GET ticker/bookTicker'
    const sender = told.asked.find(isAsk)?.caller ?? ''
    const beside = told.asked
      .filter(({ caller }) => caller === sender)
      .map(each => ({ ...each, caller: `${sender} twice` }))
    const other = told.asked.map(each =>
      isAsk(each) && each.answer
        ? {
            ...each,
            answer: { ...each.answer, text: each.answer.text.replaceAll(/"3000\.15"/g, '"3001.15"') },
          }
        : each,
    )
    expect(saidOf({ asked: other })).toMatch(/was ordered with 8.332; 8.33 is what its margin buys/)
    expect(saidOf({ asked: [...other, ...beside] })).toBe('')
  })

  describe('no trades and no position for the sender', () => {
    const sender = () => told.asked.find(({ name }) => name === 'POST order')?.caller
    const blind = () =>
      told.asked.map(each =>
        each.caller === sender() && ['GET userTrades', 'GET positionRisk'].includes(each.name) && each.answer
          ? { ...each, answer: { ...each.answer, text: '[]' } }
          : each,
      )
    const dearer = () =>
      told.ledgers.map(ledger => ({
        ...ledger,
        orders: ledger.orders.map(order =>
          order.clientOrderId.endsWith('-e0')
            ? { ...order, cumQuote: dec(order.cumQuote).plus(order.executedQty).toFixed() }
            : order,
        ),
      }))
    /** What the sender asked for is asked for by another, who came after its end. */
    const byAnother = (asked: readonly Asked[], isTheirs: (each: Asked) => boolean) =>
      asked.map(each => (each.caller === sender() && isTheirs(each) ? { ...each, caller: 'next' } : each))
    const isTakeProfit = ({ params }: Asked) => params.type === 'TAKE_PROFIT_MARKET'
    const isAfterItsFirstStop = (each: Asked) =>
      each.name === 'POST algoOrder' && !each.params.clientAlgoId?.endsWith('-p1')

    test('stops are measured from bid or ask, not from the fill', () => {
      expect(saidOf({ ledgers: dearer() })).toMatch(/the take-profits are 4.166 at 3010.15/)
      expect(saidOf({ ledgers: dearer(), asked: blind() })).not.toMatch(/the take-profits are/)
    })

    test.each([
      ['before it offered its take-profit', isTakeProfit],
      ['before it asked for anything more', isAfterItsFirstStop],
    ])('an executor that died %s binds the next one too', (_, isTheirs) => {
      const asked = byAnother(blind(), isTheirs)
      expect(asked).not.toEqual(blind())
      expect(saidOf({ ledgers: dearer(), asked })).not.toMatch(/the take-profits are/)
      const shown = byAnother(told.asked, isTheirs)
      expect(saidOf({ ledgers: dearer(), asked: shown })).toMatch(/the take-profits are 4.166 at 3010.15/)
    })

    test('an executor that died after its first stop does not bind the next one to what its look lacked', () => {
      const stop = told.asked.find(each => each.params.clientAlgoId?.endsWith('-p1'))
      const sentAt = stop?.sentAt ?? 0
      const looked = blind()
        .filter(each => each.sentAt > sentAt && each.caller === sender() && each.answer?.text === '[]')
        .map(each => ({ ...each, sentAt: sentAt - 1, answer: { status: 200, text: '[]', at: sentAt } }))
      expect(looked.map(({ name }) => name).toSorted()).toEqual(['GET positionRisk', 'GET userTrades'])
      const later = byAnother(told.asked, each => each.sentAt > sentAt)
      const asked = later.flatMap(each => (each === stop ? [...looked, each] : [each]))
      expect(saidOf({ ledgers: dearer(), asked })).toMatch(/the take-profits are 4.166 at 3010.15/)
    })
  })

  test('a smaller balance, another leverage, another price', () => {
    expect(answering('GET account', /"availableBalance":"[\d.]+"/g, '"availableBalance":"5000"')).toMatch(
      /was ordered with 8.332; 4.16\d is what its margin buys/,
    )
    expect(answering('POST leverage', /"leverage":10/g, '"leverage":12')).toMatch(/was entered at 12x/)
    expect(answering('GET ticker/bookTicker', /"askPrice":"[\d.]+"/g, '"askPrice":"2990.00"')).toMatch(
      /was limited to .* through the touch of 2990/,
    )
  })

  describe('a far mark for a look that read bid and ask', () => {
    /** That look's mark, and the bid and ask that it was answered. */
    const showing = (mark: string, touch?: string) => {
      const ask = told.asked.findLast(({ name }) => name === 'GET ticker/bookTicker')
      const look = told.looks.find(({ from, to }) => ask && from <= ask.sentAt && ask.sentAt <= to)
      return saidOf({
        asked: told.asked.map(each => {
          const text = (from: RegExp, to: string) => each.answer?.text.replaceAll(from, to) ?? ''
          if (each === ask && touch)
            return rewritten(each, text(/"(bid|ask)Price":"[\d.]+"/g, `"$1Price":"${touch}"`))
          if (each.name !== 'GET positionRisk' || each.caller !== look?.survey) return each
          return rewritten(each, text(/"markPrice":"[\d.]+"/g, `"markPrice":"${mark}"`))
        }),
      })
    }
    const rewritten = (each: Asked, text: string): Asked =>
      each.answer ? { ...each, answer: { ...each.answer, text } } : each

    test('counts as profit only as far as they confirm it', () => {
      expect(showing('3500')).toBe('')
      expect(showing('3500', '3500')).toMatch(/had its stop at .* after the look of .*; 3350.05 is earned/)
      expect(showing('3500', '3300')).toMatch(/had its stop at .* after the look of .*; 3210.05 is earned/)
    })

    test('counts as a loss only as far as they confirm it', () => {
      expect(showing('2900')).not.toMatch(/no exit was in flight/)
      expect(showing('2900', '2905')).toMatch(/stood at -33.38 % of margin .* and no exit was in flight/)
      expect(showing('2900', '3000')).not.toMatch(/no exit was in flight/)
    })
  })

  test('nothing at all', () => {
    const asked = told.asked.map(({ answer: _, ...each }) => each)
    expect(saidOf({ asked })).toMatch(/was entered without a balance or a price/)
  })
})

/** The same of a long that another client opened and that was taken over. */
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
