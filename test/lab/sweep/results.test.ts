import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openResults, type Subject } from '../../../infra/lab/sweep/results.ts'
import type { Try } from '../../../infra/lab/sweep/try.ts'
import { isUnwritten } from '../../../infra/local/play/place.ts'
import { trades } from '../../figures/builders.ts'

const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-sweep-'))
let files = 0
const newFile = () => join(folder, `${++files}.jsonl`)
const subject: Subject = {
  klines: 'a',
  funding: 'b',
  signals: 'c',
  from: '2025-02-03T00:00:00.000Z',
  to: '2025-02-04T00:00:00.000Z',
  path: 'adverse-first',
  latency: 'usual',
  settings: { QT_MAX_POSITIONS: '2' },
}
const played = (stop: string): Try => ({
  set: { QT_SL_PCT: stop, QT_LADDER: 'none' },
  trades: trades('1', '-1'),
  rejected: { stale: 1 },
  broken: [],
})

test('a played set is not played again, in whatever order its settings are', () => {
  const file = newFile()
  const results = openResults(file, subject)
  results.add(played('0.02'))
  expect(results.has({ QT_LADDER: 'none', QT_SL_PCT: '0.02' })).toBe(true)
  const again = openResults(file, subject)
  expect(again.tries).toEqual([played('0.02')])
  expect(again.has({ QT_LADDER: 'none', QT_SL_PCT: '0.02' })).toBe(true)
  expect(again.has({ QT_LADDER: 'none', QT_SL_PCT: '0.05' })).toBe(false)
})

test('a cut-off line is removed, and its set played again', () => {
  const file = newFile()
  openResults(file, subject).add(played('0.02'))
  const whole = readFileSync(file, 'utf8')
  appendFileSync(file, JSON.stringify(played('0.05')).slice(0, 50))
  const again = openResults(file, subject)
  expect(again.tries).toHaveLength(1)
  expect(readFileSync(file, 'utf8')).toBe(whole)
  again.add(played('0.05'))
  expect(openResults(file, subject).tries).toHaveLength(2)
})

test('a file with a cut-off first line starts afresh', () => {
  const file = newFile()
  openResults(file, subject)
  const whole = readFileSync(file, 'utf8')
  truncateSync(file, 20)
  expect(openResults(file, subject).tries).toEqual([])
  expect(readFileSync(file, 'utf8')).toBe(whole)
})

test('a result that cannot be written is reported with its file', () => {
  const file = newFile()
  const results = openResults(file, subject)
  rmSync(file)
  mkdirSync(file)
  let refusal: unknown
  try {
    results.add(played('0.02'))
  } catch (error) {
    refusal = error
  }
  expect(isUnwritten(refusal)).toBe(true)
  expect(String(refusal)).toMatch(/\d+\.jsonl could not be extended; the results in it are kept: EISDIR/)
  expect(results.has(played('0.02').set)).toBe(false)
})

test.each<[string, Partial<Subject>, RegExp]>([
  ['klines', { klines: 'x' }, /its klines are different/],
  ['signals', { signals: 'x' }, /its signals are different/],
  ['a path', { path: 'favourable-first' }, /its path is adverse-first, here favourable-first/],
  ['a latency', { latency: 'slow' }, /its latency is usual, here slow/],
  ['a window', { to: '2025-02-05T00:00:00.000Z' }, /its to is 2025-02-04/],
  ['settings', { settings: { QT_MAX_POSITIONS: '3' } }, /QT_MAX_POSITIONS is 2 there, 3 here/],
  ['settings that were not said', { settings: {} }, /QT_MAX_POSITIONS is 2 there, not set here/],
])('the results of other %s are an error', (_, change, message) => {
  const file = newFile()
  openResults(file, subject).add(played('0.02'))
  const before = readFileSync(file, 'utf8')
  expect(() => openResults(file, { ...subject, ...change })).toThrow(message)
  expect(readFileSync(file, 'utf8')).toBe(before)
})

test.each([
  ['{"a":1}\n', /expected results of a sweep, got something else/],
  ['# Notes\n', /line 1: expected JSON, got # Notes/],
])('a foreign file is left alone: %s', (text, message) => {
  const file = newFile()
  writeFileSync(file, text)
  expect(() => openResults(file, subject)).toThrow(message)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test.each(['{}', 'null', '[]', '{"set":{},"trades":[],"rejected":{}}', 'garbage'])(
  'a line that is not a result is reported: %s',
  line => {
    const file = newFile()
    openResults(file, subject)
    appendFileSync(file, `${line}\n`)
    expect(() => openResults(file, subject)).toThrow(
      /jsonl, line 2: expected .*, got .*Take the line out, or name another file/,
    )
  },
)
