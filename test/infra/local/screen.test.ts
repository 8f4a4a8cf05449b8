import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { liveTable } from '../../../infra/local/play/show/live-table.ts'
import { showShare, showUsual } from '../../../infra/local/play/show/progress.ts'
import { createScreen } from '../../../infra/local/play/show/screen.ts'
import { anOpenPosition } from '../../domain/builders.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A screen on a terminal of this width, or in a pipe, and the text written to it. */
function aScreen(columns?: number) {
  const stream = Object.assign(
    new PassThrough(),
    columns === undefined ? {} : { isTTY: true, columns, rows: 40 },
  )
  const screen = createScreen(stream as unknown as NodeJS.WriteStream)
  return { screen, written: () => stripVTControlCharacters(String(stream.read() ?? '')) }
}

const event = '01:52:00  SOLUSDT   signal SELL from coin rejected: low-confidence, 0.7075 is below 0.72'

test('an event wraps below its text on a terminal, and is one line in a pipe', () => {
  const [narrow, pipe] = [aScreen(60), aScreen()]
  narrow.screen.note(event, ' '.repeat(20))
  pipe.screen.note(event, ' '.repeat(20))
  const [first = '', second = ''] = narrow.written().split('\n')
  expect(Math.max(first.length, second.length)).toBeLessThanOrEqual(60)
  expect(second).toMatch(/^ {20}\S/)
  expect(pipe.written()).toBe(`${event}\n`)
})

test('text that wrapping would break, such as a command, is not wrapped', () => {
  const { screen, written } = aScreen(20)
  screen.note('curl -i http://127.0.0.1:4000/signals/me')
  expect(written().trimEnd()).toBe('curl -i http://127.0.0.1:4000/signals/me')
})

test('a terminal shows progress at once, and nothing after the end', () => {
  const { screen, written } = aScreen(80)
  let share = 0.25
  const shown = showShare(screen, 'Played', () => share)
  vi.advanceTimersByTime(1_000)
  expect(written()).toContain('Played: 25 %, some 3 s left')
  share = 0.5
  vi.advanceTimersByTime(1_000)
  expect(written()).toContain('Played: 50 %, some 2 s left')
  shown.end()
  written()
  vi.advanceTimersByTime(5_000)
  expect(written()).toBe('')
})

test('a pipe gets progress every ten seconds', () => {
  const { screen, written } = aScreen()
  const shown = showUsual(screen, 'Synthesizing', 15_000)
  vi.advanceTimersByTime(9_000)
  expect(written()).toBe('')
  vi.advanceTimersByTime(25_000)
  shown.end()
  expect(written().split('\n').filter(Boolean)).toEqual([
    'Synthesizing: some 5 s left',
    'Synthesizing: 20 s so far, usually 15 s',
    'Synthesizing: 30 s so far, usually 15 s',
  ])
})

const opened = anOpenPosition({ symbol: 'ETHUSDT' })

test.each([60, 80, 120, 200])('the open positions fit a terminal of %i columns, uncut', columns => {
  const { screen, written } = aScreen(columns)
  screen.table?.(width => liveTable([opened, opened], new Map([['ETHUSDT', '2800.12345678']]), 9_000, width))
  const text = written()
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
  expect(text.replaceAll(/\s/g, '')).toContain('2800.12345678')
})
