import { expect, test } from 'vitest'
import type { ExchangePosition } from '#ports/exchange.ts'
import { comparePositions } from '../../infra/operator/account/compare-positions.ts'
import { stackRegion } from '../../infra/operator/doctor/stack-region.ts'
import { csv } from '../../infra/operator/report/csv.ts'
import { anOpenPosition } from '../domain/builders.ts'

test('qt names each way in which table and exchange can differ', () => {
  const position = anOpenPosition()
  const { symbol, openQuantity, entryPrice } = position
  const rest = { markPrice: entryPrice, unrealizedPnl: '0', liquidationPrice: '0', updatedAt: 0 }
  const open = { symbol, side: 'short', quantity: '1', entryPrice, ...rest } as const
  const shown = (...rows: readonly ExchangePosition[]) => ({ open: rows, unread: [], complete: true })
  const [differing] = comparePositions([position], shown(open), [])
  expect(differing?.differences).toEqual([
    `${position.side} in the table, short on the exchange`,
    `${openQuantity} open in the table, 1 on the exchange`,
    'no live market stop on the exchange',
  ])
  expect(comparePositions([position], shown(), [])[0]?.differences).toEqual([
    'open in the table, nothing is open on the exchange',
  ])
  expect(comparePositions([], shown(open), [])[0]?.differences).toEqual([
    'open on the exchange, not managed by this deployment',
  ])
  for (const odd of [
    { ...shown(), unread: [symbol] },
    { ...shown(), complete: false },
  ])
    expect(comparePositions([position], odd, [])[0]?.differences).toEqual([
      'its row on the exchange cannot be read',
    ])
})

test('a field with a comma, a quote or a line break is quoted in CSV', () => {
  expect(csv([{ a: 'x,y', b: 'say "hi"\n' }], ['a', 'b'])).toBe('a,b\n"x,y","say ""hi""\n"')
})

test('a stack in the United States is a failure, whatever Binance answers this machine', () => {
  const queue = (region: string) => `https://sqs.${region}.amazonaws.com/123456789012/signals`
  expect(stackRegion(queue('us-east-1'), 'live').state).toBe('failure')
  expect(stackRegion(queue('ap-northeast-1'), 'live')).toMatchObject({ state: 'ok', found: 'ap-northeast-1' })
})
