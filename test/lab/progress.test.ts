import { afterEach, expect, test, vi } from 'vitest'
import { showCount, showProgress } from '../../infra/lab/progress.ts'

afterEach(() => void vi.useRealTimers())

/** Time that stands until the test moves it, and a stream that keeps what it gets. */
function shownOn(isTTY: boolean) {
  vi.useFakeTimers({ toFake: ['performance'] })
  const lines: string[] = []
  return { lines, stream: { isTTY, write: (text: string) => lines.push(text) > 0 } }
}

const [from, to] = [Date.UTC(2025, 1, 3), Date.UTC(2025, 1, 3, 10)]
const afterHours = (hours: number) => from + hours * 3_600_000

test('in a pipe a line every ten seconds says which play it is, and how long all of them still take', async () => {
  const { lines, stream } = shownOn(false)
  const progress = showProgress(stream, 4, 'path')
  const play = (onTime: (marketTime: number) => void) => {
    for (const hours of [2, 4, 6, 8, 10]) {
      vi.advanceTimersByTime(3_000)
      onTime(afterHours(hours))
    }
    return Promise.resolve('played')
  }
  expect(await progress.during({ from, to }, play)).toBe('played')
  await progress.during({ from, to }, play)
  expect(lines).toEqual([
    'path 1 of 4, 2025-02-03 08:00  20 %  2400 times real time, 48 s left\n',
    'path 2 of 4, 2025-02-03 06:00  40 %  2400 times real time, 36 s left\n',
  ])
})

test('on a terminal one line is redrawn, and removed at the end, also of a play that fails', async () => {
  const { lines, stream } = shownOn(true)
  const failed = showProgress(stream, 1, 'path').during({ from, to }, async onTime => {
    vi.advanceTimersByTime(1_000)
    onTime(afterHours(1))
    throw new Error('no prices')
  })
  await expect(failed).rejects.toThrow('no prices')
  expect(lines).toEqual(['\r\u001b[K2025-02-03 01:00  10 %  3600 times real time, 9 s left', '\r\u001b[K'])
})

test('a count is shown while something is left', () => {
  const { lines, stream } = shownOn(true)
  const played = showCount(stream, 'rejected entries')
  for (const count of [1, 2]) {
    vi.advanceTimersByTime(1_000)
    played(count, 2)
  }
  expect(lines).toEqual(['\r\u001b[K1 of 2 rejected entries', '\r\u001b[K'])
})
