import { beforeEach, describe, expect, test } from 'vitest'
import { clientIdOf, positionIdOf } from '#domain/identity.ts'
import type { OpenPosition } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { Told } from '#domain/told.ts'
import { wakeBudget } from '#domain/wake-budget.ts'
import { waking } from '../../functions/sentinel/waking.ts'
import { anOpenPosition } from '../domain/builders.ts'
import { ethRules } from '../domain/market.ts'
import { aWorld, type World } from './hearing.ts'

let world: World
let hears: (told: Told) => void
beforeEach(async () => {
  world = await aWorld()
})

const idOf = (n: number) => positionIdOf(`s${n}`)
const on = (n: number): OpenPosition => {
  const [id, symbol] = [idOf(n), `S${n}USDT`]
  const protection = {
    ...{ level: '2498.34', backupQuantity: '10' },
    primary: clientIdOf('test', id, 'primary', 1),
    backup: clientIdOf('test', id, 'backup', 2),
  }
  return anOpenPosition({ id, symbol, protection, rules: { ...ethRules, symbol } })
}
const stopOf = (n: number, became: 'ended' | 'filled' = 'ended'): Told => ({
  ...{ kind: 'order', symbol: `S${n}USDT`, clientId: on(n).protection.primary },
  became,
})
const markOf = (n: number, mark: string): Told => ({ kind: 'mark', symbol: `S${n}USDT`, mark })

const way = {
  rest: () => world.stream.rest,
  follow: (symbols: readonly string[]) => {
    world.stream.followed = symbols
  },
}

/** A sentinel hears about these positions. */
async function hearing(...positions: readonly OpenPosition[]) {
  await world.hold(...positions)
  const wakes = waking(world.context('a'), way)
  wakes.know(positions)
  hears = wakes.hear
  // The records were read a while ago.
  await world.pass(timing.sentinel.reread)
  return wakes
}

describe('a burst', () => {
  test('is one wake, some ten milliseconds after its first event, the most dangerous first', async () => {
    await hearing(on(1), on(2), on(3))
    hears(stopOf(1, 'filled'))
    hears(stopOf(2))
    hears({ kind: 'margin-call', symbol: 'S3USDT' })
    hears(stopOf(2))
    await world.pass(timing.sentinel.gathered - 1)
    expect(world.wakes).toEqual([])
    await world.pass(1)
    const [wake, ...more] = world.wakes
    expect(more).toEqual([])
    expect(wake).toMatchObject({ only: [idOf(3), idOf(2), idOf(1)], cause: 'margin-call' })
    expect(world.told.of('woken')).toMatchObject([{ afterMs: timing.sentinel.gathered }])
  })
})

test('what one of our functions has written meanwhile calls for no look', async () => {
  await hearing(on(1))
  hears(stopOf(1))
  await world.hold({ ...on(1), protection: { ...on(1).protection, primary: 'qt-test-moved' } })
  await world.pass(1_000)
  expect(world.wakes).toEqual([])
})

test('a position that was opened after the last reading is known by its own order', async () => {
  await hearing(on(1))
  await world.hold(on(1), on(2))
  hears(stopOf(2))
  await world.pass(timing.sentinel.gathered)
  expect(world.wakes).toMatchObject([{ only: [idOf(2)] }])
  expect(world.stream.followed).toEqual(['S1USDT', 'S2USDT'])
})

describe('a position is woken', () => {
  test('once a second at most, and news within that second is not lost', async () => {
    await hearing(on(1))
    hears(stopOf(1))
    await world.pass(100)
    hears(markOf(1, '2497'))
    await world.pass(timing.watch.woken.apart - 101)
    expect(world.wakes).toHaveLength(1)
    await world.pass(200)
    expect(world.wakes.map(({ cause }) => cause)).toEqual(['order-ended', 'beyond-level'])
  })

  test('each second while the mark is at the emergency level, more seldom while it is only beyond the stop', async () => {
    await hearing(on(1), on(2))
    for (let second = 0; second < 20; second++) {
      hears(markOf(1, '2497'))
      hears(markOf(2, '2498'))
      await world.pass(1_000)
    }
    const woken = (n: number) => world.wakes.filter(({ only }) => only.includes(idOf(n))).length
    expect(woken(1)).toBe(20)
    expect(woken(2)).toBe(4)
  })

  test('even if another one waits for its turn', async () => {
    await hearing(on(1), on(2))
    hears(stopOf(1))
    await world.pass(100)
    hears(markOf(1, '2497'))
    await world.pass(100)
    hears(stopOf(2))
    await world.pass(timing.sentinel.gathered)
    expect(world.wakes.map(({ only }) => only)).toEqual([[idOf(1)], [idOf(2)]])
  })
})

describe('forty positions in a crash', () => {
  const all = Array.from({ length: 40 }, (_, n) => on(n))
  const { mostWakes, mostLooks } = timing.sentinel

  test('use at most the minute’s budget, and only half of it without danger', async () => {
    await hearing(...all)
    const spent = () => world.wakes.reduce((sum, { only }) => sum + only.length, 0)
    for (let second = 0; second < 30; second++) {
      for (let n = 0; n < 40; n++) hears(stopOf(n, 'filled'))
      await world.pass(1_000)
    }
    expect(spent()).toBeLessThanOrEqual(mostLooks / 2)
    expect(spent()).toBeGreaterThan(mostLooks / 2 - 40)
    for (let second = 0; second < 29; second++) {
      for (let n = 0; n < 40; n++) hears(markOf(n, '2497'))
      await world.pass(1_000)
    }
    expect(world.wakes.length).toBeLessThanOrEqual(mostWakes)
    expect(spent()).toBeLessThanOrEqual(mostLooks)
    expect(spent()).toBeGreaterThan(mostLooks - 40)
  })

  test('start no more than a few executions a second', async () => {
    await hearing(...all)
    for (let n = 0; n < 40; n++) {
      hears(stopOf(n))
      await world.pass(25)
    }
    expect(world.wakes.length).toBeLessThanOrEqual(timing.sentinel.mostAtOnce + 1)
    await world.pass(500)
    expect(new Set(world.wakes.flatMap(({ only }) => only)).size).toBe(40)
  })
})

test('one position is woken in a minute no more often than the survey allows', async () => {
  await hearing(on(1))
  for (let second = 0; second < 59; second++) {
    hears(markOf(1, '2400'))
    await world.pass(1_000)
  }
  expect(world.wakes).toHaveLength(wakeBudget.looks)
  await world.pass(timing.sentinel.stale)
  hears(markOf(1, '2400'))
  await world.pass(1_000)
  expect(world.wakes.length).toBeGreaterThan(wakeBudget.looks)
})

test('a damaged record is reported once, and does not keep other positions from being heard', async () => {
  const damaged = { ...on(1), protection: undefined } as unknown as OpenPosition
  await hearing(damaged, on(2))
  for (let times = 0; times < 3; times++) {
    for (const n of [1, 2]) hears(markOf(n, '2497'))
    hears(stopOf(1))
    await world.pass(200)
  }
  expect(world.wakes.map(({ only }) => only)).toEqual([[idOf(2)]])
  expect(world.told.of('sentinel-unread')).toHaveLength(1)
})

describe('while the exchange asks to wait', () => {
  test('only danger wakes', async () => {
    await hearing(on(1), on(2))
    world.stream.rest = { kind: 'limited', until: Number.MAX_SAFE_INTEGER }
    hears(stopOf(1, 'filled'))
    hears(stopOf(2))
    await world.pass(500)
    expect(world.wakes).toMatchObject([{ only: [idOf(2)] }])
  })

  test('during a ban nothing wakes, and news is left to the tick', async () => {
    await hearing(on(1))
    world.stream.rest = { kind: 'banned', until: Number.MAX_SAFE_INTEGER }
    hears(stopOf(1))
    await world.pass(timing.sentinel.stale + 1_000)
    world.stream.rest = undefined
    await world.pass(5_000)
    expect(world.wakes).toEqual([])
  })
})

test('a wake says when its last news was heard, so that no earlier look covers it', async () => {
  await hearing(on(1))
  hears(stopOf(1))
  await world.pass(15)
  hears(stopOf(1))
  await world.pass(100)
  hears(markOf(1, '2497'))
  await world.pass(1_000)
  const [first, second] = world.wakes.map(({ heardAt }) => heardAt)
  expect(second).toBe((first ?? 0) + 100)
})

test('a failed wake is tried again, and reported', async () => {
  await world.hold(on(1))
  let fails = 2
  const wakeWatch = async () => {
    if (fails-- > 0) throw new Error('the state machine is away')
    world.wakes.push({ only: [], cause: 'gap', heardAt: 0 })
  }
  const wakes = waking(world.context('a', { wakeWatch }), way)
  wakes.know([on(1)])
  wakes.hear(stopOf(1))
  await world.pass(3_500)
  expect(world.told.of('wake-failed')).toHaveLength(2)
  expect(world.wakes).toHaveLength(1)
})

test('an unreachable table does not keep a wake from being sent', async () => {
  const context = world.context('a')
  const away = {
    ...context.state,
    account: { ...context.state.account, read: () => Promise.reject(new Error('away')) },
  }
  const wakes = waking({ ...context, state: away }, way)
  wakes.know([on(1)])
  await world.pass(timing.sentinel.reread)
  wakes.hear(stopOf(1))
  await world.pass(100)
  expect(world.wakes).toHaveLength(1)
  expect(world.told.of('sentinel-unread').length).toBeGreaterThan(0)
})

test('a flood becomes one look at everything, and reads the table a few times a second', async () => {
  let reads = 0
  const context = world.context('a')
  const read = () => {
    reads += 1
    return context.state.account.read()
  }
  await world.hold(on(1), on(2))
  const wakes = waking(
    { ...context, state: { ...context.state, account: { ...context.state.account, read } } },
    way,
  )
  wakes.know([on(1), on(2)])
  await world.pass(timing.sentinel.reread)
  for (let n = 0; n < 3_000; n++) {
    wakes.hear({ kind: 'order', symbol: 'S1USDT', clientId: `other-${n}`, became: 'filled' })
    if (n % 100 === 99) await world.pass(100)
  }
  expect(reads).toBeLessThanOrEqual(3 * (1_000 / timing.sentinel.reread) + 1)
  expect(world.wakes.length).toBeLessThanOrEqual(5)
  expect(new Set(world.wakes.flatMap(({ only }) => only))).toEqual(new Set([idOf(1), idOf(2)]))
})
