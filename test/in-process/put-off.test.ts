import { expect, test } from 'vitest'
import { ExchangeError } from '#ports/exchange-error.ts'
import { PositionBusy } from '#position/lease.ts'
import { atTick } from '../../functions/close-cleanup/failing.ts'
import { recordingTelemetry } from './recording-telemetry.ts'

const message = { v: 1, positionId: '71sfcp7yt7s8', reason: 'signal' } as const

/** What happens to a close that the watch requested and that fails with this error. */
async function toldByTheWatch(error: Error) {
  const { telemetry, of } = recordingTelemetry()
  const failed = await atTick(telemetry, message, () => Promise.reject(error)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return { failed, said: of('close-put-off') }
}

test.each([
  ['another writer is at the position', new PositionBusy(message.positionId)],
  [
    'the exchange asks to wait',
    new ExchangeError(
      { call: 'positions', retriable: false, rest: { kind: 'limited', until: 1_000 } },
      'Too many requests.',
    ),
  ],
])('a close by the watch does not fail while %s: the next tick starts it again', async (_, error) => {
  const { failed, said } = await toldByTheWatch(error)
  expect(failed).toBeUndefined()
  expect(said).toEqual([{ positionId: message.positionId, reason: 'signal', because: error.message }])
})

test('a close by the watch fails with every other error', async () => {
  const error = new ExchangeError({ call: 'positions', retriable: true }, 'No answer.')
  const { failed, said } = await toldByTheWatch(error)
  expect(failed).toBe(error)
  expect(said).toEqual([])
})
