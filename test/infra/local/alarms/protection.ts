import { expect, test } from 'vitest'
import { clientIdOf } from '#domain/identity.ts'
import type { Alarmed } from './alarmed.ts'

/** Alarms of stops, looks and closes. */
export function ofProtection(alarmed: () => Alarmed): void {
  test('Unprotected goes off when stops are cancelled again and again', async () => {
    const { trading, goesOff, openPosition } = alarmed()
    await openPosition('ETHUSDT')
    for (let round = 0; round < 4; round++) {
      await trading.stripStops('ETHUSDT')
      await trading.stack.clock.sleep(10_000)
    }
    await goesOff('Unprotected')
  })

  test('EmergencyClose goes off when the watch closes positions by force, each with its own message', async () => {
    const { trading, evaluator, goesOff, clears, openPosition, closeByForce } = alarmed()
    await closeByForce((await trading.positionOn('ETHUSDT')) ?? '')
    await closeByForce(await openPosition('SOLUSDT'))
    await goesOff('EmergencyClose')
    await clears('Unprotected')
    await clears('EmergencyClose')
    const told = evaluator().desks.map(({ changes }) =>
      changes.filter(({ id, state }) => id.includes('EmergencyClose') && state === 'ALARM'),
    )
    for (const changes of told) expect(changes).toHaveLength(1)
    expect(await trading.stack.published()).toHaveLength(2)
  })

  test('LookFailed goes off when looks at a position fail, CloseFailed when close-cleanup does, OrdersLeft when a stop arrives after its position', async () => {
    const { trading, goesOff, clears, forbid, openPosition, closeByForce } = alarmed()
    const id = await openPosition('SOLUSDT')
    const allowLooks = await forbid('inspect', 'dynamodb:GetItem')
    const allowClose = await forbid('close-cleanup', 'dynamodb:PutItem')
    const close = trading.stack.invoke('close-cleanup', { v: 1, positionId: id, reason: 'signal' })
    await expect(close).rejects.toThrow(/not authorized/)
    await goesOff('CloseFailed')
    await goesOff('LookFailed')
    await allowLooks()
    await allowClose()
    await closeByForce(id)
    await trading.until('nothing open', async () => !(await trading.positionOn('SOLUSDT')))
    // A second close of the watch, still running, would take the next stop for the position's.
    await trading.stack.idle()
    await trading.placeStop('SOLUSDT', clientIdOf('paper', id, 'primary', 99))
    await goesOff('OrdersLeft')
    expect(await trading.stops('SOLUSDT')).toBe(0)
    await clears('LookFailed')
    await clears('CloseFailed')
    await clears('OrdersLeft')
  })
}
