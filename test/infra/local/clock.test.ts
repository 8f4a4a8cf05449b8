import { afterEach, expect, test } from 'vitest'
import { createMarketClock, type MarketClock } from '../../../infra/local/runner/clock.ts'

const startAt = Date.UTC(2025, 1, 3)
const made: MarketClock[] = []
afterEach(() => {
  for (const clock of made.splice(0)) clock.stop()
})

function clockAt(speed: number, workRate?: number): MarketClock {
  const clock = createMarketClock({ startAt, speed, ...(workRate !== undefined && { workRate }) })
  made.push(clock)
  return clock
}

const realMs = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

test('it stands at the start until it is started', async () => {
  const clock = clockAt(1000)
  await realMs(5)
  expect(clock.now()).toBe(startAt)
})

test('a waited-for instant is neither missed nor passed, at any speed', async () => {
  for (const speed of [60, 100_000, Number.POSITIVE_INFINITY]) {
    const clock = clockAt(speed, 0)
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

test('held, it passes as real time does until the last hold is released', async () => {
  const clock = clockAt(Number.POSITIVE_INFINITY)
  clock.start()
  const [first, second] = [clock.hold(), clock.hold()]
  let woken = false
  void clock.sleep(60_000).then(() => {
    woken = true
  })
  first()
  first()
  await realMs(20)
  expect(woken).toBe(false)
  expect(clock.now() - startAt).toBeLessThan(5_000)
  second()
  await clock.sleep(1)
  await clock.sleep(60_000)
  expect(woken).toBe(true)
})

test('frozen, it stands still, and so it does while held if work takes no time', async () => {
  const frozen = clockAt(Number.POSITIVE_INFINITY)
  const free = clockAt(Number.POSITIVE_INFINITY, 0)
  for (const clock of [frozen, free]) clock.start()
  const release = [frozen.freeze(), free.hold()]
  const from = [frozen.now(), free.now()]
  const slept = [frozen.sleep(10), free.sleep(10)]
  await realMs(30)
  expect([frozen.now(), free.now()]).toEqual(from)
  for (const go of release) go()
  await Promise.all(slept)
})

test('it does not run on while a probe says that work is under way', async () => {
  const clock = clockAt(Number.POSITIVE_INFINITY)
  let looks = 0
  clock.addProbe(async () => {
    looks += 1
    return looks > 3
  })
  clock.start()
  const from = clock.now()
  await clock.sleep(3_600_000)
  expect(looks).toBeGreaterThanOrEqual(4)
  expect(clock.now() - from).toBeGreaterThanOrEqual(3_600_000)
})

test('a timer that was taken back does not fire', async () => {
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

test('it never goes back', async () => {
  const clock = clockAt(500)
  clock.start()
  let last = clock.now()
  for (let round = 0; round < 200; round += 1) {
    const release = clock.hold()
    await new Promise(setImmediate)
    release()
    await clock.sleep(7)
    expect(clock.now()).toBeGreaterThanOrEqual(last)
    last = clock.now()
  }
})

test('a speed below real time is refused', () => {
  expect(() => clockAt(0)).toThrow(/speed is 0; expected 1/)
})
