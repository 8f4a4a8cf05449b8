import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type KeptLine, keepLine, pauseBefore } from '#binance/streams/kept-line.ts'
import type { SocketEar } from '#binance/streams/socket.ts'
import { timing } from '#domain/timing.ts'
import { systemClock } from '#ports/clock.ts'

const { least, most } = timing.streams.again

interface Opened extends SocketEar {
  readonly url: string
  isEnded: boolean
}
let opened: Opened[]
let addresses: number
let failures: number[]
let restsUntil: number | undefined
let said: string[]
let line: KeptLine
beforeEach(() => {
  vi.useFakeTimers({ now: 1_738_548_420_000 })
  onTestFinished(() => {
    line.stop()
    vi.useRealTimers()
  })
  ;[opened, addresses, failures, restsUntil, said] = [[], 0, [], undefined, []]
  line = keepLine({
    clock: systemClock,
    random: () => 0.5,
    address: async failed => {
      failures.push(failed)
      return `address ${++addresses}`
    },
    restsUntil: () => restsUntil,
    open: (url, ear) => {
      const socket: Opened = { ...ear, url, isEnded: false }
      opened.push(socket)
      return { send: () => {}, end: () => void Object.assign(socket, { isEnded: true }) }
    },
    held: (_, again) => void said.push(again ? 'held again' : 'held'),
    text: text => void said.push(text),
    lost: why => void said.push(`lost: ${why}`),
  })
})
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const last = () => {
  const socket = opened.at(-1)
  if (!socket) throw new Error('Expected a connection')
  return socket
}

test('each connection has its own address', async () => {
  await pass(0)
  last().opened()
  last().ended('closed with 1001')
  await pass(least)
  expect(opened.map(({ url }) => url)).toEqual(['address 1', 'address 2'])
  last().opened()
  expect(said).toEqual(['held', 'lost: closed with 1001', 'held again'])
})

test('the address may depend on the failed attempts since the last connection', async () => {
  await pass(0)
  last().ended('refused')
  await pass(most)
  last().opened()
  last().ended('closed with 1001')
  await pass(most)
  expect(failures).toEqual([0, 1, 1])
})

test('failed connections are tried less and less often, up to a bound', async () => {
  const tries: number[] = []
  for (let minute = 0; minute < 10; minute++) {
    const before = opened.length
    for (let second = 0; second < 60; second++) {
      await pass(1_000)
      last().ended('refused')
    }
    tries.push(opened.length - before)
  }
  expect(tries[0]).toBeGreaterThan(4)
  expect(tries[0]).toBeLessThan(12)
  expect(tries[9]).toBeLessThanOrEqual(3)
  expect(tries[9]).toBeGreaterThanOrEqual(2)
})

test('a connection that lasted is made again at once, however often it was lost before', async () => {
  for (let times = 0; times < 12; times++) {
    await pass(most)
    last().ended('refused')
  }
  await pass(most)
  last().opened()
  await pass(most + 1)
  const before = opened.length
  last().ended('closed with 1001')
  await pass(least)
  expect(opened.length).toBe(before + 1)
})

test('a connection cut right after each opening is not retried in a loop', async () => {
  for (let second = 0; second < 60; second++) {
    await pass(1_000)
    if (!last().isEnded) last().opened()
    last().ended('cut')
  }
  expect(opened.length).toBeLessThan(12)
})

describe('a pause', () => {
  test('differs for two connections lost together, and is at least half of its bound', () => {
    expect(pauseBefore(3, 0)).toBe((least * 8) / 2)
    expect(pauseBefore(3, 0.9)).toBeGreaterThan(pauseBefore(3, 0.1))
    expect(pauseBefore(60, 0.99)).toBeLessThanOrEqual(most)
  })

  test('lasts until the exchange’s wait is over', async () => {
    await pass(0)
    restsUntil = systemClock.now() + 120_000
    last().ended('refused')
    await pass(119_999)
    expect(opened).toHaveLength(1)
    await pass(1)
    expect(opened).toHaveLength(2)
  })
})

test('it reports when it was last connected', async () => {
  expect(line.heldAt()).toBeUndefined()
  await pass(0)
  expect(line.heldAt()).toBeUndefined()
  last().opened()
  await pass(7_000)
  expect(line.heldAt()).toBe(systemClock.now())
  const lostAt = systemClock.now()
  last().ended('cut')
  await pass(5_000)
  expect(line.heldAt()).toBe(lostAt)
})

test('a connection that is given up is closed, and another one made', async () => {
  await pass(0)
  last().opened()
  const [first] = opened
  line.renew('the listen key no longer exists')
  await pass(least)
  expect(first?.isEnded).toBe(true)
  expect(opened).toHaveLength(2)
})

test('once stopped, it closes, reports nothing more, and is never made again', async () => {
  await pass(0)
  last().opened()
  line.stop()
  await pass(10 * most)
  expect(last().isEnded).toBe(true)
  expect(opened).toHaveLength(1)
  expect(said).toEqual(['held'])
})
