import { expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import { readRule } from '#paper/faults/read-rule.ts'
import { bench, START } from '../builder.ts'
import { enter } from './orders.ts'

const trades = async ({ send }: ReturnType<typeof bench>) =>
  (await send('GET', '/v1/userTrades', { symbol: 'BTCUSDT' })).body.length

const withFault = (fault: object, match: object = { path: '/fapi/v1/userTrades' }) =>
  bench({ faults: createFaults([readRule({ match, fault }, START)]) })

test('rows are shown once they are old enough', async () => {
  const of = withFault({ kind: 'late', ms: 3_000 })
  await enter(of)
  of.clock.advance(2_999)
  expect(await trades(of)).toBe(0)
  of.clock.advance(1)
  expect(await trades(of)).toBe(1)
})

test('rows from before a time are no longer kept, although they happened', async () => {
  const of = withFault({ kind: 'forgotten', before: START + 1_000 })
  await enter(of)
  of.clock.advance(1_000)
  await enter(of)
  expect(await trades(of)).toBe(1)
  expect((await of.venue.ledger('BTCUSDT')).trades).toHaveLength(2)
})

test('late funding is paid once, by every position that is open then', async () => {
  const of = withFault({ kind: 'funding', lateMs: 4_000 }, { symbol: 'BTCUSDT' })
  of.tick({ last: '60000', fundingRate: '0.0001' })
  const due = of.clock.now()
  await enter(of)
  for (let step = 1; step <= 8; step++) of.tick('60000')
  const { income } = await of.venue.ledger('BTCUSDT')
  expect(income.map(({ incomeType, time }) => [incomeType, time - due])).toEqual([['FUNDING_FEE', 4_000]])
})
