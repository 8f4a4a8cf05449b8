import { expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import { sentinelKeeper } from '#lambda/sentinel.ts'
import { systemClock } from '#ports/clock.ts'
import { type Ended, listen } from '../../functions/sentinel/listen.ts'
import { anOpenPosition } from '../domain/builders.ts'
import { aWorld } from './hearing.ts'

const { lives, most, again } = timing.functions.sentinel
const tickMs = 10_000
const dayMs = 24 * 3_600_000
/** The time that Lambda takes to start a function invoked asynchronously. */
const startMs = 600

interface Life {
  readonly from: number
  readonly until: number
  readonly why: Ended
}

/** A position is open, and the watch keeps a sentinel running; each sentinel starts the next. */
async function aDay() {
  const world = await aWorld()
  const lived: Life[] = []
  let started = 0
  const begin = (after?: string) => {
    started += 1
    const [holder, from] = [`sentinel ${started}`, systemClock.now()]
    const startSentinel = async (before?: string) => void setTimeout(begin, startMs, before)
    void listen(world.context(holder, { startSentinel }), { after }).then(why =>
      lived.push({ from, until: systemClock.now(), why }),
    )
  }
  const { state, told } = world
  const startSentinel = async () => void setTimeout(begin, startMs)
  const keep = sentinelKeeper({ state, clock: systemClock, telemetry: told.telemetry, startSentinel })
  await world.hold(anOpenPosition())
  await keep()
  await world.pass(startMs)
  return { world, lived, keep, started: () => started }
}

test('for a whole day one sentinel hands over to the next, four or five times an hour, without a gap', async () => {
  const { world, lived, keep, started } = await aDay()

  const begunAt = systemClock.now()
  let mostAtOnce = 0
  for (let tick = 0; tick < dayMs / tickMs; tick += 1) {
    expect(world.stream.ears.length, `at tick ${tick}`).toBeGreaterThan(0)
    mostAtOnce = Math.max(mostAtOnce, world.stream.ears.length)
    const { deafSince = systemClock.now() } = await keep()
    expect(systemClock.now() - deafSince).toBeLessThanOrEqual(2 * tickMs)
    await world.pass(tickMs)
  }

  // Each overlaps with the next one: at every instant at least one listened.
  const ends = lived.toSorted((one, other) => one.from - other.from)
  for (const [index, { until, why }] of ends.slice(0, -1).entries()) {
    expect(ends[index + 1]?.from).toBeLessThan(until)
    expect([why, until - (ends[index]?.from ?? 0) <= most]).toEqual(['another listens', true])
  }
  expect(mostAtOnce).toBeLessThanOrEqual(2)
  // The watch started the first one, and each of the others was started by its predecessor.
  expect(started()).toBe(lived.length + 1)
  const perHour = lived.length / ((systemClock.now() - begunAt) / 3_600_000)
  expect(perHour).toBeGreaterThan(3_600_000 / (lives + again) - 0.5)
  expect(perHour).toBeLessThan(5)
})

test('if the exchange cannot be heard for hours their number does not grow, and one hears soon after', async () => {
  const { world, keep } = await aDay()
  world.stream.isHeld = false
  let mostAtOnce = 0
  for (let tick = 0; tick < (4 * 3_600_000) / tickMs; tick += 1) {
    await keep()
    await world.pass(tickMs)
    mostAtOnce = Math.max(mostAtOnce, world.stream.ears.length)
  }
  expect(mostAtOnce).toBeLessThanOrEqual(1 + Math.ceil(timing.sentinel.deaf / again))
  world.stream.isHeld = true
  await world.pass(3 * tickMs)
  expect(world.stream.ears).toHaveLength(1)
})
