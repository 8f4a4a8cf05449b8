import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { usualSpeed } from '../../../infra/local/play/pace.ts'
import { keepTook, lastTook } from '../../../infra/local/took.ts'

const folder = mkdtempSync(join(tmpdir(), 'took-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lasting = (minutes: number) => usualSpeed({ market: { to: minutes * 60_000 }, startAt: 0 })

test('two hours and a day play for the same time, a few minutes no slower than before', () => {
  expect((120 * 60) / lasting(120)).toBeCloseTo(28, 0)
  expect((1440 * 60) / lasting(1440)).toBeCloseTo(28, 0)
  expect(lasting(6)).toBe(60)
})

test('each measured duration is known in the next run', () => {
  const file = join(folder, 'deep', 'took.json')
  expect(lastTook('synthesis', file)).toBeUndefined()
  keepTook('synthesis', 4_000.4, file)
  keepTook('else', 7, file)
  expect(lastTook('synthesis', file)).toBe(4_000)
})

test('a run that reads durations while others are kept gets the former ones whole', () => {
  const file = join(folder, 'read.json')
  keepTook('synthesis', 4_000, file)
  const reader = openSync(file, 'r')
  keepTook('synthesis', 5_000, file)
  expect(readFileSync(reader, 'utf8')).toBe('{"synthesis":4000}')
  closeSync(reader)
})

test('a damaged or missing file gives no durations, and is written again', () => {
  const file = join(folder, 'cut.json')
  for (const text of ['{"synth', '{"synthesis":"soon"}', '{"synthesis":-1}', 'null']) {
    writeFileSync(file, text)
    expect(lastTook('synthesis', file)).toBeUndefined()
  }
  keepTook('synthesis', 5_000, file)
  expect(lastTook('synthesis', file)).toBe(5_000)
})
