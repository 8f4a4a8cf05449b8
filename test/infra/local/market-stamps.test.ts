import { describe, expect, test } from 'vitest'
import { parseSignal } from '#signals/parse-signal.ts'
import { marketStamps } from '../../../infra/local/runner/market-stamps.ts'

const market = Date.UTC(2025, 1, 3, 1, 10)
const wall = Date.UTC(2026, 10, 27, 12)
const sources = { bot: {}, tv: { confidence: '0.8' } }

function aRun(startAt = market) {
  const time = { market: startAt, wall }
  const told: (readonly [number, number])[] = []
  const restamp = marketStamps({
    marketNow: () => time.market,
    wallNow: () => time.wall,
    onTaken: (stamp, takenAs) => void told.push([stamp, takenAs]),
  })
  return { time, told, restamp }
}
const sent = { symbol: 'ETHUSDT', action: 'BUY', confidence: 0.8, source: 'bot' }
const signalOf = (body: string) => {
  const parsed = parseSignal(body, market, { sources })
  if (!parsed.valid) throw new Error(parsed.problems.join('; '))
  return parsed.signal
}

describe('a signal stamped with this machine’s time', () => {
  const at = wall - 3_000
  test.each([
    ['milliseconds', { ...sent, timestamp: at }],
    ['seconds with decimals, as Python’s time.time()', { ...sent, timestamp: at / 1000 }],
    ['ISO 8601', { ...sent, timestamp: new Date(at).toISOString() }],
    ['ISO 8601 with spaces around it', { ...sent, timestamp: ` ${new Date(at).toISOString()}\n` }],
    ['no zone, as Python’s utcnow()', { ...sent, timestamp: new Date(at).toISOString().slice(0, -1) }],
    [
      '{{timenow}}',
      { source: 'tv', ticker: 'ETHUSDT.P', timenow: new Date(at).toISOString(), action: 'buy' },
    ],
  ])('in %s keeps its age on the market’s clock', (_, message) => {
    const { told, restamp } = aRun()
    expect(signalOf(restamp(JSON.stringify(message)))).toMatchObject({
      symbol: 'ETHUSDT',
      at: market - 3_000,
    })
    expect(told).toEqual([[at, market - 3_000]])
  })

  test('keeps its age in a form too', () => {
    const { restamp } = aRun()
    const form = new URLSearchParams({ ...sent, confidence: '0.8', timestamp: String(at) }).toString()
    expect(signalOf(restamp(form)).at).toBe(market - 3_000)
  })

  test('gets the same stamp however late it is repeated, and stays one signal', () => {
    const { time, told, restamp } = aRun()
    const body = JSON.stringify({ ...sent, timestamp: at })
    const first = restamp(body)
    time.market += 60_000
    time.wall += 1_000
    expect(restamp(body)).toBe(first)
    expect(told).toHaveLength(1)
  })

  test.each([90_000, 600_001, 5 * 86_400_000])('that is %d ms old is as old on the market’s', age => {
    const { restamp } = aRun()
    expect(signalOf(restamp(JSON.stringify({ ...sent, timestamp: wall - age }))).at).toBe(market - age)
  })
})

describe('unchanged is', () => {
  test.each([
    ['a stamp of the market’s time', JSON.stringify({ ...sent, timestamp: market - 5_000 })],
    ['one of the days before it', JSON.stringify({ ...sent, timestamp: market - 5 * 86_400_000 })],
    ['an id that looks like a time', JSON.stringify({ ...sent, id: String(wall), timestamp: market })],
    ['what has no stamp', JSON.stringify(sent)],
    ['what is no message', 'not { JSON'],
  ])('%s', (_, body) => {
    const { told, restamp } = aRun()
    expect(restamp(body)).toBe(body)
    expect(told).toEqual([])
  })

  test('every message if the market’s time is this machine’s', () => {
    const body = JSON.stringify({ ...sent, timestamp: wall - 2_000 })
    expect(aRun(wall - 60_000).restamp(body)).toBe(body)
  })

  test('every field but the time, even a name like __proto__', () => {
    const { restamp } = aRun()
    const body = `{"__proto__":{"action":"SELL"},"constructor":1,${JSON.stringify({ ...sent, timestamp: wall }).slice(1)}`
    const taken = restamp(body)
    expect(taken).toContain('"__proto__":{"action":"SELL"},"constructor":1')
    expect(signalOf(taken).action).toBe('BUY')
  })
})
