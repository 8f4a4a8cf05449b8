import { describe, expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import { parseSignal } from '#signals/parse-signal.ts'
import { closeOf } from '../../functions/rule-signals/close.ts'
import { aClock, aSpeaker } from './a-speaker.ts'

const close = Date.UTC(2026, 0, 31, 0, 15)
const { settled, over, latest } = timing.functions.ruleSignals
const minuteMs = 60_000

/** Falls, and comes back at the last close. */
const closes = [...Array.from({ length: 21 }, (_, index) => 100 - index), 99]

/** The klines of a symbol at one time: the next one has begun once `nextAt` is past. */
const rowsAt = (now: number, nextAt = close): readonly (readonly [number, ...string[]])[] => {
  const first = close - closes.length * minuteMs
  const rows = closes.map((price, index) => rowOf(first + index * minuteMs, price))
  return now >= nextAt ? [...rows, rowOf(close, 1)] : rows
}
const rowOf = (openTime: number, price: number) => [openTime, '1', '1', '1', String(price)] as const

interface Asked {
  readonly at: number
  readonly query: URLSearchParams
}

/** Answers as Binance does, or as the test sets it for a symbol. */
function aBinance(answers: Readonly<Record<string, (now: number) => Response>> = {}) {
  const clock = aClock(close - 30_000)
  const asked: Asked[] = []
  const fetch = async (url: string) => {
    const { searchParams: query } = new URL(url)
    asked.push({ at: clock.now(), query })
    const answer = answers[query.get('symbol') ?? ''] ?? (now => Response.json(rowsAt(now)))
    return answer(clock.now())
  }
  const speakerOf = (...symbols: readonly string[]) =>
    aSpeaker({ clock, fetch, symbols, rule: 'rsi:2,30,70,1m' })
  return { clock, asked, speakerOf }
}

describe('the rule', () => {
  test('waits until the close has settled, and reads the deciding candles and one more', async () => {
    const { asked, speakerOf } = aBinance()
    await speakerOf('ETHUSDT').speak(close)
    expect(asked.map(({ at }) => at - close)).toEqual([settled])
    expect(Object.fromEntries(asked[0]?.query ?? [])).toEqual({
      symbol: 'ETHUSDT',
      interval: '1m',
      startTime: String(close - 22 * minuteMs),
      endTime: String(close),
      limit: '23',
    })
  })

  test('sends a valid signal, stamped with the close; its id has symbol, interval and close', async () => {
    const { speakerOf } = aBinance()
    const { sent, speak } = speakerOf('ETHUSDT')
    const [made] = await speak(close)
    expect(parseSignal(sent[0] ?? '', close + 3_000, { sources: {} })).toMatchObject({
      valid: true,
      shape: 'own',
      signal: {
        id: 'rule_fallback_rsi#ETHUSDT-1m-2026-01-31T00:15:00.000Z',
        symbol: 'ETHUSDT',
        action: 'BUY',
        source: 'rule_fallback_rsi',
        confidence: String(made?.confidence),
        at: close,
      },
    })
  })

  test('sends the same signal twice, though the market has gone on', async () => {
    const { clock, speakerOf } = aBinance()
    const { sent, speak } = speakerOf('ETHUSDT')
    await speak(close)
    clock.set(close + 90_000)
    await speak(close)
    expect(sent).toHaveLength(2)
    expect(new Set(sent).size).toBe(1)
  })

  test('sends nothing for a candle that may still change: it reads again until the next has begun', async () => {
    const { asked, speakerOf } = aBinance({ ETHUSDT: now => Response.json(rowsAt(now, close + 5_000)) })
    const { sent, speak } = speakerOf('ETHUSDT')
    await speak(close)
    expect(asked.map(({ at }) => at - close)).toEqual([2_000, 3_000, 4_000, 5_000])
    expect(sent).toHaveLength(1)
  })

  test('takes a candle as over after ten seconds without a trade', async () => {
    const { asked, speakerOf } = aBinance({
      ETHUSDT: now => Response.json(rowsAt(now, Number.POSITIVE_INFINITY)),
    })
    const { sent, speak } = speakerOf('ETHUSDT')
    await speak(close)
    expect(asked.at(-1)?.at).toBe(close + over)
    expect(sent).toHaveLength(1)
  })

  test('sends nothing if a candle is missing', async () => {
    const { speakerOf } = aBinance({
      ETHUSDT: () => Response.json([...rowsAt(0).slice(0, -1), rowOf(close, 99)]),
    })
    const { sent, told, speak } = speakerOf('ETHUSDT')
    await speak(close)
    expect(sent).toEqual([])
    expect(String(told.of('rule-failed')[0]?.error)).toContain(
      'expected the candle that opens at 2026-01-31T00:14',
    )
  })
})

describe('trouble with one symbol', () => {
  test.each([
    ['an unknown one', () => Response.json({ code: -1121, msg: 'Invalid symbol.' }, { status: 400 })],
    ['an answer that is not Binance’s', () => new Response('<html>')],
    ['a row that cannot be read', (now: number) => Response.json([[1, '1', '1', '1', 'x'], ...rowsAt(now)])],
    ['no connection', () => Promise.reject(new Error('reset')) as never],
  ])('is logged and delays no other: %s', async (_, answer) => {
    const { clock, speakerOf } = aBinance({ BADUSDT: answer })
    const { sent, told, context, speak } = speakerOf('BADUSDT', 'ETHUSDT')
    await speak(close)
    expect(sent.map(body => JSON.parse(body).symbol)).toEqual(['ETHUSDT'])
    expect(told.of('rule-failed')).toMatchObject([
      { symbol: 'BADUSDT', close: new Date(close).toISOString() },
    ])
    expect(told.count('RuleFailed')).toBe(1)
    expect(clock.now()).toBeLessThanOrEqual(close + latest)
    expect(context.klines.drainUsage().weight).toBeGreaterThanOrEqual(2)
  })

  test('that passes ends with the next request', async () => {
    const { speakerOf } = aBinance({
      ETHUSDT: now =>
        now < close + 6_000 ? new Response('busy', { status: 503 }) : Response.json(rowsAt(now)),
    })
    const { sent, told, speak } = speakerOf('ETHUSDT')
    await speak(close)
    expect(sent).toHaveLength(1)
    expect(told.of('rule-failed')).toEqual([])
  })

  test('that is a request to wait ends all requests', async () => {
    const limited = () =>
      Response.json(
        { code: -1003, msg: 'Too many requests.' },
        { status: 429, headers: { 'retry-after': '40' } },
      )
    const { clock, asked, speakerOf } = aBinance({ ETHUSDT: limited })
    const { told, context, speak } = speakerOf('ETHUSDT')
    await speak(close)
    await speak(close)
    expect(asked).toHaveLength(1)
    expect(told.count('RuleFailed')).toBe(2)
    expect(context.klines.rest()).toMatchObject({ kind: 'limited' })
    clock.set(close + 60_000)
    await speak(close)
    expect(asked).toHaveLength(2)
  })
})

describe('a start', () => {
  const quarter = 15 * minuteMs
  test.each([
    ['2026-01-31T00:14:00Z', minuteMs],
    ['2026-01-31T00:14:00Z', quarter],
    ['2026-01-31T00:00:00Z', quarter],
  ])('scheduled for %s is for the close after it (candles of %i ms)', (scheduled, candleMs) => {
    expect(closeOf({ scheduled }, candleMs)).toBe(close)
  })

  test.each([{}, { scheduled: 'soon' }, null])('without a time is refused: %j', event => {
    expect(() => closeOf(event, minuteMs)).toThrow('Expected {"scheduled": "2026-01-31T00:14:00Z"}, got')
  })
})
