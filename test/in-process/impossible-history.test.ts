import { expect, test } from 'vitest'
import { expectPromises, expectResultOf } from './audit.ts'
import { account, aHouse, close, opened, pass, second, until } from './late.ts'
import { buy, positionOf } from './signals.ts'
import type { System } from './system.ts'

type Row = Readonly<Record<string, unknown>>

/** Changes the rows of the next history answer. */
function showing(system: System, path: string, change: (row: Row) => Row): void {
  system.wire.misanswer(`GET /fapi/v1/${path}`, async () => {
    const rows = (await system.send('GET', `/v1/${path}`, { symbol: 'BTCUSDT' })).body as readonly Row[]
    return Response.json(rows.map(change))
  })
}

const refused = async (system: System) =>
  (await system.state.journal.read((await positionOf(system)).id)).flatMap(({ event, refused, invariant }) =>
    event === 'invariant-broken' ? [{ refused, invariant }] : [],
  )

test.each([
  ['a fill below zero', { qty: '-1.249' }, 'fill-impossible'],
  ['a fill for nothing', { price: '0' }, 'fill-impossible'],
  ['a gain that no fill made', { realizedPnl: '7000' }, 'result-impossible'],
])(
  'with %s the position closes without a result, which follows once history is right',
  async (_, change, invariant) => {
    const { system } = await aHouse()
    await opened(system)
    system.move('60050')
    const wrong = (row: Row) => (row.side === 'SELL' ? { ...row, ...change } : row)
    // Once for the function that sells, and once for the result.
    for (const _ of [1, 2]) showing(system, 'userTrades', wrong)
    await close(system)
    expect(await positionOf(system)).toMatchObject({
      state: 'closed',
      result: { provisional: { lacks: 'trades' } },
    })
    expect(await refused(system)).toEqual([{ refused: 'result', invariant }])
    expect(system.told.count('InvariantBroken')).toBe(1)
    expect((await account(system)).day.net).toBe('0')
    expect((await account(system)).slots).toEqual({})

    await system.nextTick()
    const position = await positionOf(system)
    await expectResultOf(system, position)
    expect(Number((await account(system)).day.net)).toBe(Number(position.result?.netPnl))
    expect(system.told.count('InvariantBroken')).toBe(1)
    await expectPromises(system)
  },
)

const rate = '0.000164665'

test('funding larger than the position does not count: the stop moves by the funding known before', async () => {
  const { system } = await aHouse()
  until(system, 20 * second)
  await system.signal(buy(system))
  until(system, 0)
  system.feed.push('BTCUSDT', system.clock.now(), { last: '60000', fundingRate: rate })
  pass(system, 60 * second)
  showing(system, 'income', row => (row.incomeType === 'FUNDING_FEE' ? { ...row, income: '-90000' } : row))
  system.move('60104')
  await system.nextTick()
  expect(await refused(system)).toEqual([{ refused: 'funding', invariant: 'funding-impossible' }])
  expect(await positionOf(system)).toMatchObject({ funding: '0', tier: 1, protection: { level: '60063.1' } })

  showing(system, 'income', row => (row.incomeType === 'FUNDING_FEE' ? { ...row, income: '-90000' } : row))
  await close(system)
  expect(await positionOf(system)).toMatchObject({
    state: 'closed',
    result: { provisional: { lacks: 'income' } },
  })
  for (const _ of [1, 2, 3, 4]) await system.nextTick()
  await expectResultOf(system, await positionOf(system))
  expect(system.told.count('InvariantBroken')).toBe(2)
})
