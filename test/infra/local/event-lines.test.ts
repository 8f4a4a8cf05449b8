import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { eventLines } from '../../../infra/local/play/show/event-lines.ts'

const at = (time: string) => Date.parse(`2025-02-${time}:00Z`)
const toldBy =
  (linesOf: ReturnType<typeof eventLines>) =>
  (time: string, message = 'rules-changed') =>
    linesOf({ message, level: 'INFO', at: at(time), symbol: 'BTCUSDT' }).map(stripVTControlCharacters)

test('the first event of each later day has a line with its date', () => {
  const told = toldBy(eventLines(at('03T01:00')))
  expect(told('03T23:59')).toEqual([expect.stringMatching(/^23:59:00 {2}BTCUSDT/)])
  expect(told('05T00:01', 'books-empty')).toEqual([])
  expect(told('05T00:02')).toEqual(['2025-02-05 UTC', expect.stringMatching(/^00:02:00/)])
  expect(told('04T23:59')).toEqual([expect.stringMatching(/^23:59:00/)])
  expect(told('05T00:03')).toEqual([expect.stringMatching(/^00:03:00/)])
})

test('where no beginning is told, the first event has the date, too', () => {
  expect(toldBy(eventLines())('03T01:00')[0]).toBe('2025-02-03 UTC')
})
