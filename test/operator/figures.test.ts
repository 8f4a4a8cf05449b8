import { expect, test } from 'vitest'
import type { ExchangePosition } from '#ports/exchange.ts'
import { comparePositions } from '../../infra/operator/account/compare-positions.ts'
import { stackRegion } from '../../infra/operator/doctor/stack-region.ts'
import { csv } from '../../infra/operator/report/csv.ts'
import { figuresOf, type Trade } from '../../infra/operator/report/figures.ts'
import { exitOf } from '../../infra/terminal/exit.ts'
import { anOpenPosition } from '../domain/builders.ts'

const aTrade = (net: string, change: Partial<Trade> = {}): Trade => ({
  id: 'abcdefghijkl',
  symbol: 'ETHUSDT',
  side: 'long',
  source: 'tft',
  tier: 0,
  reason: 'stop-hit',
  exit: 'first-stop',
  leverage: 30,
  openedAt: 0,
  closedAt: 1,
  entryPrice: '100',
  exitPrice: '101',
  quantity: '1',
  gross: net,
  fees: '0',
  funding: '0',
  net,
  slippage: '0',
  ...change,
})

test('figures of four trades: rate, expectancy, profit factor and the deepest fall', () => {
  const figures = figuresOf(['10', '-4', '-5', '8'].map(net => aTrade(net)))
  expect(figures).toMatchObject({ trades: 4, wins: 2, winRate: '0.5000', net: '9', maxDrawdown: '9' })
  expect(Number(figures.expectancy)).toBe(2.25)
  expect(figures.profitFactor).toBe('2.0000')
})

test('a stop that was hit is called the first one, or a trailing one once the ladder had moved it', () => {
  expect(exitOf('stop-hit', 0)).toBe('first-stop')
  expect(exitOf('stop-hit', 1)).toBe('trailing-stop')
  expect(exitOf('take-profit', 3)).toBe('take-profit')
})

test('a first trade that loses is a fall from zero, and without a loss there is no profit factor', () => {
  expect(figuresOf([aTrade('-3')]).maxDrawdown).toBe('3')
  expect(figuresOf([aTrade('3')]).profitFactor).toBeUndefined()
  expect(figuresOf([])).toMatchObject({ trades: 0, net: '0' })
})

test('each way in which table and exchange can differ is named', () => {
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

test('a stack in the United States is a failure, whatever this machine is answered', () => {
  const queue = (region: string) => `https://sqs.${region}.amazonaws.com/123456789012/signals`
  expect(stackRegion(queue('us-east-1'), 'live').state).toBe('failure')
  expect(stackRegion(queue('ap-northeast-1'), 'live')).toMatchObject({ state: 'ok', found: 'ap-northeast-1' })
})
