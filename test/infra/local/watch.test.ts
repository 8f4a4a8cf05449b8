import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { synthesizeFixture } from './fixture-app.ts'
import { type Running, run, startAt } from './running.ts'

let running: Running
beforeAll(async () => {
  running = await run(synthesizeFixture())
})
afterAll(() => running.stack.close())
beforeEach(() => {
  running.seen.splice(0)
  running.executions.splice(0)
})

/** Plays until a run that started after now has ended, and returns what was seen of it alone. */
async function oneRun(scenario: Parameters<Running['play']>[0]) {
  const { stack, seen, executions } = running
  await running.play(scenario)
  const from = stack.clock.now()
  for (;;) {
    const ended = executions.find(({ status, startedAt }) => status !== 'RUNNING' && startedAt > from)
    const surveys = seen.filter(line => line.execution === ended?.arn)
    if (ended) return { ended, surveys, seen: seen.filter(line => line.at >= ended.startedAt) }
    await stack.clock.sleep(1_000)
  }
}

test('a run calls survey every ten seconds, with its own id, until survey ends it', async () => {
  const { ended, surveys } = await oneRun({ lastsMs: 130_000, rows: [] })
  expect(ended.status).toBe('SUCCEEDED')
  expect(surveys[0]?.startedAt).toBe(new Date(ended.startedAt).toISOString())
  const late = surveys.slice(1).map(({ at, tick }) => at - tick * 10_000)
  expect(late.length).toBeGreaterThanOrEqual(12)
  for (const ms of late) expect(ms).toBeLessThan(1_000)
  const ticks = surveys.map(({ tick }) => tick)
  expect(ticks).toEqual(ticks.map((_, index) => ticks[0] + index))
})

test('starts fall anywhere in their minute, one in each, and runs overlap', async () => {
  await running.play({ lastsMs: 130_000, rows: [] })
  await running.stack.clock.sleep(600_000)
  const starts = running.executions
    .filter(({ status }) => status === 'RUNNING')
    .map(({ startedAt }) => startedAt)
  const minutes = starts.map(at => Math.floor((at - startAt) / 60_000))
  expect(minutes).toEqual(minutes.map((_, index) => (minutes[0] ?? 0) + index))
  expect(new Set(starts.map(at => at % 60_000)).size).toBeGreaterThan(5)
  const live = new Set<string>()
  const overlaps = running.executions.map(({ arn, status }) => {
    if (status === 'RUNNING') live.add(arn)
    else live.delete(arn)
    return live.size
  })
  expect(Math.max(...overlaps)).toBeGreaterThanOrEqual(2)
})

test('a run inspects each position, and closes those that inspect names', async () => {
  const { seen } = await oneRun({ lastsMs: 0, rows: [{ id: 'eth' }, { id: 'sol', inspect: 'close' }] })
  expect(
    seen
      .filter(line => line.by === 'inspect')
      .map(line => line.inspects)
      .sort(),
  ).toEqual(['eth', 'sol'])
  expect(seen.filter(line => line.by === 'close-cleanup').map(line => line.closes)).toEqual([
    { positionId: 'sol', reason: 'emergency' },
  ])
})

test('a position that fails, hangs or answers nothing stops neither the others nor the run', async () => {
  const rows = [
    { id: 'fails', inspect: 'fail' },
    { id: 'hangs', inspect: 'hang' },
    { id: 'mute', inspect: 'null' },
    { id: 'closes', inspect: 'close' },
  ] as const
  const { ended, seen } = await oneRun({ lastsMs: 0, rows })
  expect(ended.status).toBe('SUCCEEDED')
  expect(seen.some(line => line.closes?.positionId === 'closes')).toBe(true)
})

test('forty positions with long errors do not end the run', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => ({ id: `rants-${n}`, inspect: 'rant' }) as const)
  const { ended, surveys } = await oneRun({ lastsMs: 20_000, rows })
  expect(ended.status).toBe('SUCCEEDED')
  expect(surveys.length).toBeGreaterThan(1)
})

test('a task that times out after four seconds leaves its function running', async () => {
  const { ended, seen } = await oneRun({ lastsMs: 0, rows: [{ id: 'slow', inspect: 'hang' }] })
  const lasted = (ended.endedAt ?? 0) - ended.startedAt
  expect(lasted).toBeGreaterThanOrEqual(4_000)
  expect(lasted).toBeLessThan(6_000)
  await running.stack.idle()
  expect(running.seen.filter(line => line.hungOn === 'slow')).toHaveLength(
    seen.filter(l => l.inspects).length,
  )
})

test('a survey that fails is called again five seconds later', async () => {
  const { surveys } = await oneRun({ lastsMs: 20_000, rows: [], failsForMs: 4_000 })
  const [first, second] = surveys.map(line => line.at)
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(5_000)
  expect((second ?? 0) - (first ?? 0)).toBeLessThan(6_000)
})

test('data above 262,144 bytes ends the run despite every Catch', async () => {
  const ofSurvey = await oneRun({ lastsMs: 130_000, rows: [], paddingBytes: 262_144 })
  expect(ofSurvey.ended).toMatchObject({
    status: 'FAILED',
    error: expect.stringContaining('DataLimitExceeded'),
  })
  const ofInspect = await oneRun({ lastsMs: 130_000, rows: [{ id: 'huge', inspect: 'huge' }] })
  expect(ofInspect.ended).toMatchObject({
    status: 'FAILED',
    error: expect.stringContaining('DataLimitExceeded'),
  })
})

test('a run that never ends is ended after 170 seconds', async () => {
  const { ended } = await oneRun({ lastsMs: 10_000_000, rows: [] })
  expect(ended).toMatchObject({ status: 'TIMED_OUT' })
  // Its begin and its end are both rounded to whole milliseconds.
  expect(Math.abs((ended.endedAt ?? 0) - ended.startedAt - 170_000)).toBeLessThanOrEqual(1)
})
