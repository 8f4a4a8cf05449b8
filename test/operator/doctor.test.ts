import { describe, expect, test } from 'vitest'
import { judged as judgedAnswer } from '../../infra/operator/doctor/asked-by-survey.ts'
import { clockSkew } from '../../infra/operator/doctor/clock-skew.ts'
import { judged as judgedRoom, type Room } from '../../infra/operator/doctor/concurrency.ts'
import { judged as judgedTick } from '../../infra/operator/doctor/last-tick.ts'
import { stackRegion } from '../../infra/operator/doctor/stack-region.ts'

const now = 1_800_000_000_000
const minute = 60_000
const at = { now, venue: 'live' } as const

describe('the functions’ connection to the exchange', () => {
  test('is well while Binance answered lately, or the watch stopped since', () => {
    const answered = { tick: now, heard: { at: now - 4 * minute } }
    expect(judgedAnswer(answered, at)).toMatchObject({
      state: 'ok',
      found: 'the live venue answered 4 min ago',
    })
    const stopped = { tick: now - 60 * minute, heard: { at: now - 62 * minute } }
    expect(judgedAnswer(stopped, at).state).toBe('ok')
  })

  test.each([451, 403])('is a failure that names the region if Binance answers HTTP %d', code => {
    const failure = `positionRisk: not from here (HTTP ${code})`
    expect(judgedAnswer({ tick: now, heard: { at: now - 5_000, failure, code } }, at)).toEqual({
      check: 'asked by survey',
      state: 'failure',
      found: `5.0 s ago: ${failure}`,
      todo: expect.stringContaining('-c region=ap-northeast-1'),
    })
  })

  test('is a failure if it fails otherwise, or no look was answered while the watch goes on', () => {
    const timedOut = { tick: now, heard: { at: now, failure: 'positionRisk: no answer' } }
    const silent = { tick: now, heard: { at: now - 11 * minute } }
    for (const last of [timedOut, silent])
      expect(judgedAnswer(last, at)).toMatchObject({
        state: 'failure',
        todo: expect.stringContaining('survey'),
      })
  })

  test('is not known before the first look, or in an earlier release', () => {
    for (const last of [undefined, { tick: now }])
      expect(judgedAnswer(last, at)).toMatchObject({ state: 'warning', found: 'nothing is noted yet' })
  })
})

describe('the clock', () => {
  const clock = { now: () => now, sleep: async () => {} }
  const beside = (ms: number, exchangeUrl?: string) =>
    clockSkew({ clock, exchangeUrl }, { serverTime: async () => now + ms })

  test('is well within a second of the exchange’s; otherwise qt says to synchronise it', async () => {
    expect(await beside(-1_000)).toMatchObject({ state: 'ok', found: '1000 ms ahead of the exchange' })
    expect(await beside(1_001)).toMatchObject({
      state: 'warning',
      found: '1001 ms behind the exchange',
      todo: expect.stringContaining('NTP'),
    })
  })

  test('is the market’s if a stand-in plays it, however fast', async () => {
    expect(await beside(67_090, 'http://127.0.0.1:1')).toMatchObject({ state: 'ok' })
  })
})

describe('the watch', () => {
  const tick = (at: number | undefined, open: number) => judgedTick(at, { now, open, intervalSeconds: 10 })

  test('is well while it looks: every interval with something open, else within two minutes', () => {
    expect(tick(now - 30_000, 1)).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^last tick 30/),
    })
    expect(tick(now - 119_000, 0).state).toBe('ok')
  })

  test('fails if it is silent for longer', () => {
    expect(tick(now - 31_000, 1)).toMatchObject({
      state: 'failure',
      found: expect.stringContaining('expected every 30'),
    })
    expect(tick(now - 131_000, 0).state).toBe('failure')
  })

  test('fails if it never looked, and says how long a new stack needs', () => {
    expect(tick(undefined, 0)).toMatchObject({
      state: 'failure',
      found: 'it never ticked',
      todo: expect.stringContaining('a new stack ticks within two minutes'),
    })
  })

  test('fails if its last look lies in the future by more than clocks differ', () => {
    expect(tick(now + 15_000, 0).state).toBe('ok')
    expect(tick(now + 25_000, 0)).toMatchObject({
      state: 'failure',
      found: expect.stringContaining('in the future'),
    })
  })
})

describe('the concurrency quota', () => {
  const roomy: Room = {
    ...{ quota: 1_000, unreserved: 1_000, said: 1_000 },
    ...{ reserves: false, positions: 4, extras: {}, isCarried: true },
  }
  const room = (change: Partial<Room>) => judgedRoom({ ...roomy, ...change })

  test('is well if this deployment fits into it with its reserves', () => {
    expect(room({})).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^21 at once at most.* has 1000/),
    })
    expect(room({ unreserved: 984, reserves: true })).toMatchObject({ state: 'ok' })
  })

  test('counts no share for qt without an operator function', () => {
    const full = { quota: 19, unreserved: 19, said: 19 }
    expect(room({ ...full, isCarried: false })).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^19 at once/),
    })
    expect(room({ unreserved: 20, isCarried: false }).state).toBe('ok')
    expect(room({ unreserved: 20 }).state).toBe('failure')
    expect(room(full)).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('some work waits'),
      todo: expect.stringContaining('4 positions want 21'),
    })
  })

  test('counts the share of an open webhook, and its reserve as its own', () => {
    expect(room({ extras: { webhook: true }, unreserved: 980 })).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^41 at once at most.* of which 1000 are left/),
    })
    expect(room({ extras: { webhook: true }, quota: 30, unreserved: 30, said: 30 })).toMatchObject({
      state: 'warning',
      found: expect.stringMatching(/^30 at once at most.*some work waits/),
    })
  })

  test('is a failure if the account has less than was set: it names what to set, and what to request', () => {
    const small = room({ quota: 10, unreserved: 10 })
    expect(small).toMatchObject({
      state: 'failure',
      todo: expect.stringMatching(/-c quota=10, and ask AWS for 1000/),
    })
    const taken = room({ quota: 1_000, unreserved: 8 })
    expect(taken).toMatchObject({
      state: 'failure',
      todo: expect.stringMatching(/other functions have reserved/),
    })
  })

  test('is a warning if looks wait for each other: for a larger quota, or for a deploy that knows of it', () => {
    const ten = { quota: 10, unreserved: 10, said: 10 }
    expect(room(ten)).toMatchObject({
      state: 'warning',
      found: expect.stringContaining('looks wait for each other'),
      todo: expect.stringMatching(/^ask AWS .*4 positions want 21/),
    })
    expect(room({ ...ten, positions: 1 })).toMatchObject({ state: 'warning' })
    expect(room({ said: 10 })).toMatchObject({ state: 'warning', todo: 'deploy with -c quota=1000' })
  })
})

test('a region that Binance is known to block is a failure; one that its terms restrict is a warning', () => {
  const of = (region: string) => stackRegion(`https://sqs.${region}.amazonaws.com/1/signals`, 'live').state
  expect(['ap-northeast-1', 'us-east-1', 'ca-central-1', 'ap-southeast-5'].map(of)).toEqual([
    'ok',
    'failure',
    'warning',
    'warning',
  ])
})
