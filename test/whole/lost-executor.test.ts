import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Position } from '#domain/position.ts'
import { lasting } from './market.ts'
import { expectPromises, openWhole, type Whole } from './whole.ts'

let whole: Whole
beforeAll(async () => {
  whole = await openWhole({ from: '01:00:00', to: '01:08:00' })
  await whole.until('01:00:10')
})
afterAll(() => whole?.close())

/** Sends a signal, and kills the executor so many milliseconds after it recorded that it sends the entry. */
async function loseExecutor(symbol: string, afterMs: number): Promise<Position> {
  const { clock } = whole.stack
  await whole.stack.sendSignal(lasting(clock.now(), symbol))
  const position = await whole.entrySent(symbol)
  await clock.sleep((position.entry.sentAt ?? 0) + afterMs - clock.now())
  await whole.stack.kill('executor')
  return position
}

const positionOf = async (symbol: string) =>
  (await whole.positions()).find(position => position.symbol === symbol)
const stateOf = async (symbol: string) => (await positionOf(symbol))?.state

// A request takes effect after 50 ms and is answered 50 ms later.
test('the watch places the stop within one tick if the executor is lost after its entry', async () => {
  const { sentAt = 0 } = (await loseExecutor('XRPUSDT', 75)).entry
  expect(await stateOf('XRPUSDT')).toBe('entering')
  const rescue = () => whole.lines.find(({ message }) => message === 'stop-rescued')
  await whole.stack.clock.sleep(11_000)
  expect(rescue()).toMatchObject({ symbol: 'XRPUSDT', outcome: 'accepted' })
  expect((rescue()?.at ?? 0) - sentAt).toBeLessThanOrEqual(10_500)
})

test('an executor lost before its entry reaches the exchange leaves a free slot and no entry', async () => {
  await loseExecutor('SOLUSDT', 25)
  expect(await stateOf('SOLUSDT')).toBe('entering')
  await whole.until('01:03:30')
  expect(await stateOf('SOLUSDT')).toBe('abandoned')
  expect((await whole.state.account.read()).item.slots.SOLUSDT).toBeUndefined()
})

test('the queue delivers both messages again, and the watch has what was opened', async () => {
  expect(await stateOf('XRPUSDT')).toMatch(/open|closed/)
  await whole.expectQuiet()
})

test('every promise was held in the end: one position, one entry, nothing left', async () => {
  const judged = await whole.finish()
  expectPromises(judged)
  expect(judged.report.positions.map(({ symbol }) => symbol)).toEqual(['XRPUSDT'])
  await whole.expectQuiet()
})
