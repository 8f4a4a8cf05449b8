import { afterEach, expect, test } from 'vitest'
import { createMarketClock, type MarketClock } from '../../../../infra/local/runner/clock.ts'
import { startSchedule } from '../../../../infra/local/runner/schedule.ts'
import { hurriedWall } from './wall.ts'

const startAt = Date.UTC(2026, 10, 28, 12)
const hourMs = 3_600_000

let clock: MarketClock | undefined
afterEach(() => clock?.stop())

function started() {
  const wall = hurriedWall(startAt)
  const leaps: (readonly [from: number, to: number])[] = []
  clock = createMarketClock({ startAt: 0, speed: 1, wall, onLeap: (from, to) => leaps.push([from, to]) })
  clock.start()
  return { wall, clock, leaps }
}

test('time is this machine’s, and waits end on time', async () => {
  const { clock, wall } = started()
  await clock.sleep(2_500)
  expect(clock.now() - startAt).toBe(2_500)
  expect(wall.now()).toBe(clock.now())
})

test('after a slow computation time catches up, instant by instant', async () => {
  const { clock, wall, leaps } = started()
  const seen: number[] = []
  const answered = clock.within(async () => wall.sleep(3_000))
  for (const ms of [500, 1_500, 4_000]) void clock.sleep(ms).then(() => seen.push(clock.now() - startAt))
  await answered
  await clock.sleep(5_000)
  expect(seen).toEqual([500, 1_500, 4_000])
  expect(leaps).toEqual([])
})

test('after a night the run continues in the present, and says how long it slept', async () => {
  const { clock, wall, leaps } = started()
  await clock.sleep(1_000)
  const wakes = clock.sleep(10_000)
  await clock.settled()
  wall.sleep(8 * hourMs)
  await wakes
  expect(clock.now() - startAt).toBeGreaterThanOrEqual(8 * hourMs)
  expect(leaps).toHaveLength(1)
  const [[from, to] = [0, 0]] = leaps
  expect(to - from).toBeGreaterThan(7.9 * hourMs)
  await clock.sleep(1_000)
  expect(leaps).toHaveLength(1)
})

test('time spent opening before the start is not sleep', async () => {
  const wall = hurriedWall(startAt)
  const leaps: number[] = []
  clock = createMarketClock({ startAt: 0, speed: 1, wall, onLeap: from => leaps.push(from) })
  void clock.sleep(100)
  wall.sleep(60_000)
  clock.start()
  await clock.sleep(10)
  expect(leaps).toEqual([])
  expect(clock.now() - startAt).toBeGreaterThanOrEqual(60_000)
})

test('a schedule that slept for months continues with its next minute', async () => {
  const { clock, wall } = started()
  const starts: number[] = []
  const end = startSchedule({
    clock,
    expression: 'rate(1 minute)',
    seed: 1,
    onDue: scheduled => starts.push(scheduled),
  })
  await clock.sleep(3 * 60_000)
  wall.sleep(90 * 24 * hourMs)
  await clock.sleep(1)
  const before = starts.length
  await clock.sleep(3 * 60_000)
  end()
  expect(starts.length - before).toBeGreaterThanOrEqual(2)
  expect(starts.length - before).toBeLessThanOrEqual(5)
})
