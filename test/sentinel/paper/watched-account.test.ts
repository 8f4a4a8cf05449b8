import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchedAccount } from '#lambda/watched-account.ts'
import { recordedPrices } from '#paper/feed/watched-prices.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { accountWatch } from '#paper/streams/account-watch.ts'
import { systemClock } from '#ports/clock.ts'
import type { Listening } from '#ports/venue-stream.ts'
import { bench, START } from '../../paper/builder.ts'
import { SYMBOL } from '../../paper/trader.ts'

const of = bench()
let [looks, lines]: [number[], string[]] = [[], []]
/** Whether the table is unreachable; whether prices of open positions are. */
let [isAway, areSilent] = [false, false]
let listening: Listening

beforeEach(async () => {
  vi.useFakeTimers({ now: START + 1_000 })
  of.clock.advance(1_000)
  await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.01' })
  ;[looks, lines, isAway, areSilent] = [[], [], false, false]
  const prices = { ...recordedPrices(of.feed), isWhole: () => !areSilent }
  const symbols: typeof of.store.symbols = names => {
    looks.push(systemClock.now())
    return isAway ? Promise.reject(new Error('the table is away')) : of.store.symbols(names)
  }
  const store = { ...of.store, symbols }
  const watch = accountWatch({
    store,
    prices,
    clock: systemClock,
    rules: shippedRules,
    settings: of.settings,
  })
  const say = (text: string) => void lines.push(text)
  const ear = {
    hear: () => {},
    held: (line: string, again: boolean) => say(`${line} held${again ? ' again' : ''}`),
    lost: (line: string, why: string) => say(`${line} lost: ${why}`),
    troubled: say,
    unread: say,
  }
  const parts = { watch, prices, clock: systemClock, ear, wanted: () => {}, tellsMarks: false }
  listening = watchedAccount(parts)
  await vi.advanceTimersByTimeAsync(1_000)
})
afterEach(() => {
  listening.stop()
  vi.useRealTimers()
})

test('an unreachable table counts as a lost stream, and is tried ever less often until it is back', async () => {
  expect(lines).toEqual(['account held'])
  const heldAt = listening.heldAt()
  isAway = true
  looks = []
  await vi.advanceTimersByTimeAsync(30_000)
  expect(lines).toEqual(['account held', 'account lost: the table is away'])
  expect(looks.length).toBeLessThan(10)
  expect((listening.heldAt() ?? 0) - (heldAt ?? 0)).toBeLessThanOrEqual(500)
  isAway = false
  await vi.advanceTimersByTimeAsync(8_000)
  expect(lines.at(-1)).toBe('account held again')
})

test('prices that are missing for some seconds count as a lost stream, but not if only for a moment', async () => {
  areSilent = true
  await vi.advanceTimersByTimeAsync(2_000)
  areSilent = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(lines).toEqual(['account held'])
  areSilent = true
  await vi.advanceTimersByTimeAsync(5_000)
  expect(lines).toEqual(['account held', 'account lost: no prices of BTCUSDT arrive'])
  areSilent = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(lines.at(-1)).toBe('account held again')
})
