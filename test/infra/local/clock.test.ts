import { afterEach, expect, test } from 'vitest'
import { createMarketClock, type MarketClock } from '../../../infra/local/runner/clock.ts'
import type { Order } from '../../../infra/local/runner/timers.ts'

const startAt = Date.UTC(2025, 1, 3)
const made: MarketClock[] = []
afterEach(() => {
  for (const clock of made.splice(0)) clock.stop()
})

function clockAt(speed: number): MarketClock {
  const clock = createMarketClock({ startAt, speed })
  made.push(clock)
  return clock
}

const realMs = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

test('the clock stands until it is started', async () => {
  const clock = clockAt(1000)
  await realMs(5)
  expect(clock.now()).toBe(startAt)
})

test('at any speed the clock stops exactly at an instant that is waited for', async () => {
  for (const speed of [60, 100_000, Number.POSITIVE_INFINITY]) {
    const clock = clockAt(speed)
    clock.start()
    const late: number[] = []
    for (const second of [10, 20, 20, 30]) {
      const due = startAt + second * 1000
      clock.at(due, () => late.push(clock.now() - due))
    }
    await clock.sleep(30_001)
    expect(late).toHaveLength(4)
    for (const ms of late) expect(ms).toBe(0)
  }
})

test('waiting takes no less than its market time divided by the speed', async () => {
  const clock = clockAt(100)
  clock.start()
  const from = performance.now()
  await clock.sleep(10_000)
  expect(performance.now() - from).toBeGreaterThanOrEqual(95)
})

test.each([60, Number.POSITIVE_INFINITY])(
  'at speed %s the clock stands still until the last hold is released',
  async speed => {
    const clock = clockAt(speed)
    clock.start()
    const [first, second] = [clock.hold(), clock.hold()]
    let woken = false
    const slept = clock.sleep(600).then(() => {
      woken = true
    })
    first()
    first()
    await realMs(20)
    expect({ woken, passed: clock.now() - startAt }).toEqual({ woken: false, passed: 0 })
    second()
    await slept
    expect(clock.now() - startAt).toBe(600)
  },
)

test('work on this machine takes no market time', async () => {
  const clock = clockAt(Number.POSITIVE_INFINITY)
  clock.start()
  void clock.sleep(5)
  await clock.within(() => realMs(20))
  expect(clock.now()).toBe(startAt)
})

test('answers arrive together, in the order of their questions', async () => {
  const clock = clockAt(Number.POSITIVE_INFINITY)
  clock.start()
  const heard: string[] = []
  const ask = async (order: Order, realMillis: number) => {
    await clock.within(() => realMs(realMillis), order)
    heard.push(`${order.join(' ')} at ${clock.now() - startAt}`)
  }
  const release = clock.hold()
  const asked = [ask(['b', 1, 2], 1), ask(['b', 1, 1], 12), ask(['a', 2, 1], 6), ask(['a', 1, 9], 3)]
  release()
  void clock.sleep(1)
  await Promise.all(asked)
  expect(heard).toEqual(['a 1 9 at 0', 'a 2 1 at 0', 'b 1 1 at 0', 'b 1 2 at 0'])
})

test('events due at one instant happen in one order, however they were set', async () => {
  const clock = clockAt(Number.POSITIVE_INFINITY)
  const happened: string[] = []
  const orders: Order[] = [
    ['inspect', 2, 1],
    ['inspect', 1, 3],
    ['executor', 7, 1],
    ['inspect', 1, 2],
  ]
  for (const order of orders) clock.at(startAt + 10, () => happened.push(order.join(' ')), order)
  clock.at(startAt + 10, () => happened.push('the runner'))
  clock.start()
  await clock.sleep(11)
  expect(happened).toEqual(['the runner', 'executor 7 1', 'inspect 1 2', 'inspect 1 3', 'inspect 2 1'])
})

test('of two events due at one instant, the first can cancel the second', async () => {
  const clock = clockAt(Number.POSITIVE_INFINITY)
  let fired = false
  clock.at(startAt + 10, () => cancel())
  const cancel = clock.at(startAt + 10, () => {
    fired = true
  })
  clock.start()
  await clock.sleep(11)
  expect(fired).toBe(false)
})

test('time passes only once every function waits', async () => {
  const clock = clockAt(Number.POSITIVE_INFINITY)
  clock.start()
  void clock.sleep(1_000)
  await clock.settled()
  expect(clock.now()).toBe(startAt)
  await clock.passed()
  expect(clock.now()).toBe(startAt + 1_000)
})

test('a cancelled timer does not fire', async () => {
  const clock = clockAt(Number.POSITIVE_INFINITY)
  clock.start()
  let fired = false
  const cancel = clock.at(startAt + 1_000, () => {
    fired = true
  })
  cancel()
  await clock.sleep(10_000)
  expect(fired).toBe(false)
})

test('the clock never goes back', async () => {
  const clock = clockAt(500)
  clock.start()
  let last = clock.now()
  for (let round = 0; round < 200; round += 1) {
    await clock.within(() => new Promise(setImmediate))
    await clock.sleep(7)
    expect(clock.now()).toBeGreaterThanOrEqual(last)
    last = clock.now()
  }
})

test('a speed below real time is an error', () => {
  expect(() => clockAt(0)).toThrow(/speed is 0; expected 1/)
})
