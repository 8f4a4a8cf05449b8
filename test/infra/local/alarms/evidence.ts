import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import type { Position } from '#domain/position.ts'
import type { Trading } from '../trading.ts'
import { type Alarmed, patienceMs, positions } from './alarmed.ts'

/** Between two writers of the position; false if one came first. */
async function writeRungs(trading: Trading, id: string, rungs: Position['rungs']): Promise<boolean> {
  const { positions } = trading.state
  const stored = await positions.read(id)
  if (!stored) throw new Error(`Position ${id} has no record`)
  return (await positions.write({ ...stored.item, rungs }, stored.version)) !== undefined
}

/** Alarms about impossible answers of the exchange, impossible records, and missing ones. */
export function ofEvidence(alarmed: () => Alarmed): void {
  test('MarkDoubted goes off when a mark is impossible, RowUnread when a row cannot be read', async () => {
    const { trading, goesOff, openPosition } = alarmed()
    const { stack } = trading
    const of = { symbol: 'ETHUSDT' }
    await openPosition('ETHUSDT')
    stack.suffer([{ match: positions, fault: { kind: 'row', of, show: { markPrice: '0' } } }])
    await goesOff('MarkDoubted')
    stack.suffer([{ match: positions, fault: { kind: 'row', of, lack: ['positionAmt'] } }])
    await goesOff('RowUnread')
    stack.suffer([])
  })

  test('InvariantBroken goes off while a record says that take-profits sell more than was entered', async () => {
    const { trading, goesOff } = alarmed()
    const id = (await trading.positionOn('ETHUSDT')) ?? ''
    const sells = (rungs: Position['rungs']) =>
      trading.until('its record', () => writeRungs(trading, id, rungs))
    const { rungs = [] } = (await trading.state.positions.read(id))?.item ?? {}
    await sells(rungs.map(({ clientId: _, ...rung }) => ({ ...rung, quantity: '1000', state: 'waiting' })))
    await goesOff('InvariantBroken')
    await sells(rungs)
  })

  test('RecordLost goes off when a position loses its record, and the watch adopts what is open', async () => {
    const { trading, goesOff } = alarmed()
    const { stack } = trading
    const lost = (await trading.positionOn('ETHUSDT')) ?? ''
    const release = stack.clock.hold()
    const Key = { pk: `POSITION#${lost}`, sk: 'ITEM' }
    await stack.documents.send(new DeleteCommand({ TableName: stack.table, Key }))
    release()
    await goesOff('RecordLost')
    await trading.until('its successor', () => trading.isOpen('ETHUSDT'))
    expect(await trading.positionOn('ETHUSDT')).not.toBe(lost)
  })

  test('ResultNotKnown goes off when the exchange withholds a result for an hour; the earlier alarms are over', async () => {
    const { trading, goesOff, clears, closeByForce } = alarmed()
    const { stack, positionOn, until } = trading
    const hour = 3_600_000
    stack.suffer([{ match: { path: '/fapi/v1/userTrades' }, fault: { kind: 'late', ms: 3 * hour } }])
    await closeByForce((await positionOn('ETHUSDT')) ?? '')
    await until('nothing open', async () => !(await positionOn('ETHUSDT')))
    for (const before of ['MarkDoubted', 'RowUnread', 'InvariantBroken', 'RecordLost']) await clears(before)
    await goesOff('ResultNotKnown', hour + patienceMs)
    stack.suffer([])
    // By then it is read once an hour.
    await clears('ResultNotKnown', hour + patienceMs)
  })

  test('SymbolUnlisted goes off when the exchange no longer lists the symbol of an open position', async () => {
    const { trading, goesOff, clears, openPosition } = alarmed()
    const { stack, positionOn, until } = trading
    await openPosition('SOLUSDT')
    const delisted = { kind: 'delist', from: stack.clock.now() } as const
    stack.suffer([{ match: { symbol: 'SOLUSDT' }, fault: delisted }])
    await goesOff('SymbolUnlisted')
    await until('nothing open', async () => !(await positionOn('SOLUSDT')))
    await clears('SymbolUnlisted')
  })
}
