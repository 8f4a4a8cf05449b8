import { expect, test } from 'vitest'
import type { Trade } from '#ports/exchange.ts'
import { feesPaid } from '#position/fees-paid.ts'
import { aPosition } from '../table/a-position.ts'

const trade = (fee: string, feeAsset: string): Trade => ({
  id: '1',
  orderId: '1',
  side: 'BUY',
  price: '2500',
  quantity: '2',
  realizedPnl: '0',
  at: 0,
  fee,
  feeAsset,
})

test('a fee in BNB counts at the taker rate, one in the margin asset as it is', () => {
  // 0.05 % of 5000.
  expect(feesPaid([trade('0.004', 'BNB')], aPosition()).toFixed()).toBe('2.5')
  expect(feesPaid([trade('1.25', 'USDT')], aPosition()).toFixed()).toBe('1.25')
  expect(feesPaid([trade('0.004', 'BNB'), trade('1.25', 'USDT')], aPosition()).toFixed()).toBe('3.75')
})
