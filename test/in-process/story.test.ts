import { expect, test } from 'vitest'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises, untold } from './audit.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem } from './system.ts'

const dynamo = memoryForTests()

test('qt explain tells the whole life of a position in sentences, from entry to close', async () => {
  const system = await openSystem(dynamo)
  const goesTo = async (price: string) => {
    system.move(price)
    await system.nextTick()
  }
  await system.signal(buy(system))
  await goesTo('60104')
  await goesTo('60510')
  await system.signal(buy(system, { id: 'doubt', action: 'HOLD' }))
  await system.nextTick()
  await system.state.account.update(account => ({ ...account, slots: {} }))
  await system.nextTick()
  const { id } = await positionOf(system)
  await system.state.positions.lease(id, 'dead', system.clock.now(), system.clock.now() + 15_000)
  await system.exchange.cancelAllAlgo('BTCUSDT')
  await system.nextTick()
  system.clock.advance(60_000)
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))

  const story = await system.state.journal.read(id)
  expect(story.map(({ event }) => event)).toEqual(
    expect.arrayContaining([
      ...['entry-planned', 'entry-filled', 'take-profits-planned', 'stop-sent', 'take-profit-sent'],
      ...['decided', 'stop-raised', 'order-cancelled', 'profit-banked', 'sentiment-changed'],
      ...['adopted', 'stop-rescued', 'closing', 'close-sent', 'books-empty', 'reason-found', 'closed'],
    ]),
  )
  expect(untold(await system.records())).toEqual([])
  await expectPromises(system, { nakedLater: true })
})
