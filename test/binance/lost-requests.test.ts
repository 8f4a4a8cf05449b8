import { expect, test } from 'vitest'
import { START } from '../paper/builder.ts'
import { accepted, backup, books, enter, type Fault, servedVenue, symbol } from './served-venue.ts'

test('an entry whose request was lost is unresolved, and in no list', async () => {
  const { exchange, fault } = await servedVenue()
  fault('POST /fapi/v1/order', 'lost on the way there')
  expect(await enter(exchange)).toMatchObject({ outcome: 'unresolved' })
  expect(await exchange.order(symbol, 'qt-e1')).toBeUndefined()
  expect(await exchange.position(symbol)).toBeUndefined()
})

test.each([
  'answer lost',
  'answer cut off',
  { status: 503, body: 'Unknown error, please check your request or try again later.' },
  { status: 408, body: { code: -1007, msg: 'Timeout waiting for response from backend server.' } },
] satisfies Fault[])('an entry that happened is unresolved, and found again after %j', async lost => {
  const { exchange, fault } = await servedVenue()
  fault('POST /fapi/v1/order', lost)
  expect(await enter(exchange)).toMatchObject({ outcome: 'unresolved' })
  expect(await exchange.order(symbol, 'qt-e1')).toMatchObject({ status: 'FILLED', filled: '0.1' })
  expect(await exchange.trades(symbol, START)).toHaveLength(1)
  expect(await exchange.position(symbol)).toMatchObject({ quantity: '0.1' })
})

test('a stop whose answer was lost counts as accepted when it is sent again under its id, and exists once', async () => {
  const { exchange, fault } = await servedVenue()
  await enter(exchange)
  fault('POST /fapi/v1/algoOrder', 'answer lost')
  expect(await exchange.placeAlgo(backup('qt-b1', '59900', '0.1'))).toMatchObject({ outcome: 'unresolved' })
  expect(await exchange.placeAlgo(backup('qt-b1', '59900', '0.1'))).toMatchObject(accepted)
  expect((await books(exchange)).algo).toEqual(['qt-b1 STOP 59900'])
})
