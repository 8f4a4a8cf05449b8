import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { impossibleFills, impossibleFunding, impossibleResult } from '#domain/readings.ts'
import type { OrderSide } from '#domain/side.ts'
import { anOpenPosition } from './builders.ts'

/** 10 ETH at 2500: worth 25,000 USDT. */
const position = anOpenPosition()

const fill = (side: OrderSide, quantity: string, price: string, realizedPnl = '0') => ({
  ...{ id: '7', side, quantity, price, realizedPnl },
})

describe('a payment of funding', () => {
  const of = (...payments: string[]) => impossibleFunding(position, payments).map(({ found }) => found)

  test('is less than the position’s worth, whichever side pays', () => {
    expect(of('-12.34', '24999.99', '-24999.99')).toEqual([])
    expect(of('-12.34', '25000', '-25000')).toEqual(['25000', '-25000'])
    expect(impossibleFunding(position, ['-25000'])).toEqual([
      {
        invariant: 'funding-impossible',
        expected: 'less than the 25000 that the position is worth',
        found: '-25000',
      },
    ])
  })

  test('may be larger if others enlarged the position, by record or by trades', () => {
    const larger = { ...position, openQuantity: '20' }
    expect(impossibleFunding(larger, ['-25000'])).toEqual([])
    expect(impossibleFunding(larger, ['-50000'])).toHaveLength(1)
    expect(impossibleFunding(position, ['-25000'], dec('20'))).toEqual([])
  })

  test('of a position still entering is judged by the planned entry', () => {
    const { entryPrice: _, entryQuantity: __, openQuantity: ___, ...entering } = position
    expect(impossibleFunding(entering, ['-24999'])).toEqual([])
    expect(impossibleFunding(entering, ['-25000'])).toHaveLength(1)
    const small = { ...entering, entry: { ...entering.entry, quantity: '0.5' } }
    expect(impossibleFunding(small, ['-1250'])).toHaveLength(1)
  })

  test('is judged by the price of the entry, not by the planned one', () => {
    const worse = { ...position, entryPrice: '2600' }
    expect(impossibleFunding(worse, ['-25999'])).toEqual([])
    expect(impossibleFunding(worse, ['-26000'])).toHaveLength(1)
  })
})

describe('a fill', () => {
  test('has a quantity and a price', () => {
    expect(impossibleFills([fill('BUY', '0.001', '0.0000001')])).toEqual([])
    expect(impossibleFills([fill('BUY', '-1', '2500'), fill('SELL', '1', '0')])).toEqual([
      {
        invariant: 'fill-impossible',
        expected: 'a quantity and a price above 0',
        found: '-1 at 2500 in trade 7',
      },
      {
        invariant: 'fill-impossible',
        expected: 'a quantity and a price above 0',
        found: '1 at 0 in trade 7',
      },
    ])
    expect(impossibleFills([fill('BUY', '0', '2500'), fill('BUY', '1', '-2500')])).toHaveLength(2)
  })
})

describe('a result', () => {
  const long = (realized: string) =>
    impossibleResult('long', [fill('BUY', '10', '2500'), fill('SELL', '10', '2600', realized)])
  const short = (realized: string) =>
    impossibleResult('short', [fill('SELL', '10', '2500'), fill('BUY', '10', '2600', realized)])

  test('is that of its fills, long or short', () => {
    expect(long('1000')).toEqual([])
    expect(short('-1000')).toEqual([])
    expect(long('-1000')).toHaveLength(1)
    expect(short('1000')).toEqual([
      {
        invariant: 'result-impossible',
        expected: 'about -1000.00000000, which its fills make',
        found: '1000.00000000',
      },
    ])
  })

  test('may differ by 0.5 % of the traded value, because average prices have few digits', () => {
    // 25,000 bought and 26,000 sold.
    expect(long('1255')).toEqual([])
    expect(long('1255.01')).toHaveLength(1)
    expect(long('745')).toEqual([])
    expect(long('744.99')).toHaveLength(1)
  })

  test('includes what others added and took in between', () => {
    const fills = [
      fill('BUY', '10', '2500'),
      fill('SELL', '5', '2600', '500'),
      fill('BUY', '5', '2700'),
      // Of 10 at 2600 on average.
      fill('SELL', '10', '2700', '1000'),
    ]
    expect(impossibleResult('long', fills)).toEqual([])
    const lacking = fills.map(each => (each.quantity === '5' ? { ...each, realizedPnl: '0' } : each))
    expect(impossibleResult('long', lacking)).toHaveLength(1)
  })
})
