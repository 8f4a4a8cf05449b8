import { beforeEach, describe, expect, test, vi } from 'vitest'
import { timing } from '#domain/timing.ts'
import { sentinelKeeper } from '#lambda/sentinel.ts'
import { systemClock } from '#ports/clock.ts'
import type { KeepSentinel } from '#ports/watch.ts'
import { keepListened } from '../../functions/monitor/survey/listened.ts'
import { type Ended, listen } from '../../functions/sentinel/listen.ts'
import { anOpenPosition } from '../domain/builders.ts'
import { aWorld, type World } from './hearing.ts'

const { beat, believed, starting, deaf } = timing.sentinel
const { lives, again, most, timeout } = timing.functions.sentinel
const position = anOpenPosition()

let world: World
const ended = new Map<string, Ended>()
beforeEach(async () => {
  ended.clear()
  world = await aWorld()
})

/** Begins to listen, and goes on while time passes. */
const begin = (holder: string, after?: string) =>
  void listen(world.context(holder), { after }).then(why => ended.set(holder, why))
const keep = () => {
  const { state, told } = world
  const startSentinel = async () => void world.starts.push(undefined)
  return sentinelKeeper({ state, clock: systemClock, telemetry: told.telemetry, startSentinel })()
}

test('it listens while anything is open, follows its marks, and ends once nothing is', async () => {
  await world.hold(position)
  begin('a')
  await world.pass(3 * beat)
  expect(world.stream.followed).toEqual(['ETHUSDT'])
  expect(ended.size).toBe(0)
  await world.hold()
  await world.pass(beat)
  expect(ended.get('a')).toBe('nothing open')
  expect(world.stream.ears).toEqual([])
})

test('with nothing open it ends at once', async () => {
  begin('a')
  await world.pass(0)
  expect(ended.get('a')).toBe('nothing open')
})

test('a position opened at the moment of its leaving makes it stay', async () => {
  await world.hold(position)
  const { state, ...context } = world.context('a')
  let opened = false
  const leave = async (holder: string) => {
    await state.sentinel.leave(holder)
    if (!opened) await world.hold(position)
    opened = true
  }
  void listen({ ...context, state: { ...state, sentinel: { ...state.sentinel, leave } } }, {}).then(why =>
    ended.set('a', why),
  )
  await world.pass(beat)
  await world.hold()
  await world.pass(2 * beat)
  expect(ended.size).toBe(0)
  await world.hold()
  await world.pass(2 * beat)
  expect(ended.get('a')).toBe('nothing open')
})

test('of two that are started at once one listens', async () => {
  await world.hold(position)
  begin('a')
  begin('b')
  await world.pass(beat)
  expect([...ended.values()]).toEqual(['another listens'])
  expect(world.stream.ears).toHaveLength(1)
})

describe('handing over', () => {
  test('it starts its successor in time, and goes on until the successor reports', async () => {
    await world.hold(position)
    begin('a')
    await world.pass(lives + beat)
    expect(world.starts).toEqual(['a'])
    begin('b', 'a')
    await world.pass(1)
    expect(world.stream.ears).toHaveLength(2)
    await world.pass(2 * beat)
    expect([...ended]).toEqual([['a', 'another listens']])
    expect(world.stream.ears).toHaveLength(1)
  })

  test('a successor that hears nothing does not take over', async () => {
    await world.hold(position)
    begin('a')
    await world.pass(lives + beat)
    world.stream.isHeld = false
    begin('b', 'a')
    await world.pass(3 * beat)
    expect(ended.size).toBe(0)
    world.stream.isHeld = true
    await world.pass(2 * beat)
    expect([...ended]).toEqual([['a', 'another listens']])
  })

  test('a successor that hears nothing ends, and starts no other', async () => {
    await world.hold(position)
    begin('a')
    await world.pass(beat)
    world.stream.isHeld = false
    begin('b', 'a')
    await world.pass(deaf + beat)
    expect([...ended]).toEqual([['b', 'heard nothing']])
    expect(world.starts).toEqual([])
  })

  test('if the successor does not report it is started again, and this one ends before its time is up', async () => {
    await world.hold(position)
    begin('a')
    await world.pass(most + beat)
    expect(ended.get('a')).toBe('too old')
    expect(most + beat).toBeLessThan(timeout)
    expect(world.starts.length).toBeGreaterThan(2)
    expect(world.starts.length).toBeLessThanOrEqual((most - lives) / again + 1)
  })

  test('for hours there is always one that hears', async () => {
    await world.hold(position)
    begin('0')
    let born = 0
    for (let at = 0; at < 6 * 3_600_000; at += beat) {
      await world.pass(beat)
      while (world.starts.length > 0) {
        born += 1
        begin(String(born), world.starts.shift())
      }
      expect(world.stream.ears.length).toBeGreaterThan(0)
      expect(world.stream.ears.length).toBeLessThan(4)
    }
    expect(born).toBeGreaterThanOrEqual(4 * 6)
    expect(born).toBeLessThanOrEqual(5 * 6)
  })
})

describe('if none listens', () => {
  test('one is started, and no second before the first can report', async () => {
    for (let times = 0; times < 3; times++) await keep()
    expect(world.starts).toHaveLength(1)
    await world.pass(starting)
    await keep()
    expect(world.starts).toHaveLength(2)
    await world.hold(position)
    begin('a')
    await world.pass(starting)
    await keep()
    expect(world.starts).toHaveLength(2)
  })

  test('one that died is replaced once its last report is too old', async () => {
    await world.state.sentinel.beat('dead', {
      now: systemClock.now(),
      until: systemClock.now() + believed,
      heldAt: undefined,
      after: undefined,
    })
    await world.pass(believed - 1)
    await keep()
    expect(world.starts).toHaveLength(0)
    await world.pass(1)
    await keep()
    expect(world.starts).toHaveLength(1)
  })

  test('a failure to start one is reported, and fails nothing', async () => {
    const { state, told } = world
    const startSentinel = () => Promise.reject(new Error('Lambda is away'))
    const kept = sentinelKeeper({ state, clock: systemClock, telemetry: told.telemetry, startSentinel })
    expect(await kept()).toEqual({})
    expect(told.of('sentinel-not-started')).toHaveLength(1)
  })
})

test('a run that does not look at the tick starts one too, but not if nothing is open any more', async () => {
  const { state, told } = world
  const answer = { v: 1, next: '', again: true, positions: [] } as const
  const context = { clock: systemClock, state, telemetry: told.telemetry, keepSentinel: keep }
  await keepListened(context, answer)
  expect(world.starts).toHaveLength(0)
  await world.hold(position)
  await keepListened(context, answer)
  expect(world.starts).toHaveLength(1)
})

test('if the deployment has no sentinel, a tick asks and waits for nothing', async () => {
  const { state, told } = world
  const answer = {
    v: 1,
    next: '',
    again: true,
    positions: [{ v: 1, id: position.id, symbol: 'ETHUSDT' }],
  } as const
  await keepListened(
    { clock: systemClock, state, telemetry: told.telemetry, keepSentinel: undefined },
    answer,
  )
  expect(vi.getTimerCount()).toBe(0)
})

describe('a tick with something open counts as deaf', () => {
  const tick = (positions: 1 | 0 = 1, keepSentinel: KeepSentinel | undefined = keep) => {
    const { state, told } = world
    const rows = positions ? [{ v: 1, id: position.id, symbol: 'ETHUSDT' } as const] : []
    const answer = { v: 1, next: '', again: true, positions: rows } as const
    return keepListened({ clock: systemClock, state, telemetry: told.telemetry, keepSentinel }, answer)
  }
  const counted = () => world.told.count('SentinelDeaf')
  const isCountedAfterAMinute = async () => {
    await world.pass(deaf - 1)
    await tick()
    expect(counted()).toBe(0)
    await world.pass(1)
    await tick()
    expect(counted()).toBe(1)
  }

  test('once nothing was heard of the account for a minute: because none listens', async () => {
    await tick()
    await isCountedAfterAMinute()
    await tick(0)
    expect(counted()).toBe(1)
  })

  test('and no start is waited for longer than the looks of a tick can wait', async () => {
    let isOver = false
    void tick(1, () => new Promise(() => {})).then(() => {
      isOver = true
    })
    await world.pass(timing.sentinel.kept)
    expect(isOver).toBe(true)
    expect(world.told.of('sentinel-not-started')).toHaveLength(1)
    expect(timing.sentinel.kept).toBeLessThan(timing.functions.survey.task / 4)
  })

  test('or because the one that listens hears nothing', async () => {
    await world.hold(position)
    begin('a')
    await world.pass(2 * beat)
    await tick()
    world.stream.isHeld = false
    await isCountedAfterAMinute()
    world.stream.isHeld = true
    await world.pass(beat)
    await tick()
    expect(counted()).toBe(1)
  })
})

describe('a line that was lost', () => {
  test('is followed by one look at everything once it is connected again, not when it first connects', async () => {
    await world.hold(position)
    begin('a')
    await world.pass(beat)
    const [ear] = world.stream.ears
    ear?.held('account', false)
    await world.pass(1_000)
    expect(world.wakes).toEqual([])
    ear?.lost('account', 'closed with 1006')
    ear?.held('account', true)
    ear?.held('marks', true)
    await world.pass(1_000)
    expect(world.wakes).toMatchObject([{ only: [position.id], cause: 'gap' }])
    expect(world.told.of('stream-lost')).toEqual([{ line: 'account', why: 'closed with 1006' }])
  })

  test('an unreadable message may be anything: everything is looked at', async () => {
    await world.hold(position)
    begin('a')
    await world.pass(beat)
    world.stream.ears[0]?.unread('account', 'ORDER_TRADE_UPDATE: expected an order')
    await world.pass(1_000)
    expect(world.wakes).toMatchObject([{ cause: 'gap' }])
  })

  test('if the whole format of a stream has changed that is reported once a minute, briefly', async () => {
    await world.hold(position)
    begin('a')
    await world.pass(beat)
    for (let second = 0; second < 61; second++) {
      world.stream.ears[0]?.unread('marks', 'x'.repeat(10_000))
      await world.pass(1_000)
    }
    world.stream.ears[0]?.unread('account', 'ORDER_TRADE_UPDATE: expected an order')
    const told = world.told.of('stream-unread')
    expect(told.map(({ line }) => line)).toEqual(['marks', 'marks', 'account'])
    expect(String(told[0]?.why).length).toBeLessThanOrEqual(300)
  })
})
