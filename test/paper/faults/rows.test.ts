import { expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import type { RowFault } from '#paper/faults/rule.ts'
import { bench } from '../builder.ts'
import { enter, positionOf } from './orders.ts'

async function shown(path: string, fault: Omit<RowFault, 'kind'>) {
  const faults = createFaults()
  const of = bench({ faults })
  await enter(of)
  const trailing = { algoType: 'CONDITIONAL', symbol: 'BTCUSDT', side: 'SELL', type: 'TRAILING_STOP_MARKET' }
  const theirs = {
    ...trailing,
    quantity: '0.1',
    callbackRate: '1',
    reduceOnly: true,
    clientAlgoId: 'by-hand',
  }
  await of.send('POST', '/v1/algoOrder', theirs)
  faults.add({ match: { path: `/fapi${path}` }, fault: { kind: 'row', ...fault } })
  const { body } = await of.send('GET', path, { symbol: 'BTCUSDT' })
  return { of, faults, row: Array.isArray(body) ? body[0] : body }
}
const risk = '/v3/positionRisk'

test('a row is shown with other fields, with numbers multiplied, and without some', async () => {
  expect((await shown(risk, { show: { markPrice: 'NaN' } })).row.markPrice).toBe('NaN')
  expect((await shown(risk, { times: { markPrice: '0.5' } })).row.markPrice).toBe('30000')
  expect((await shown(risk, { lack: ['symbol'] })).row).not.toHaveProperty('symbol')
  const { row } = await shown('/v1/openAlgoOrders', { show: { triggerPrice: null }, lack: ['price'] })
  expect(row).toMatchObject({ orderType: 'TRAILING_STOP_MARKET', triggerPrice: null })
  expect(row).not.toHaveProperty('price')
})

test.each([null, '', 'NaN', '2'])(
  'a field that another fault shows as %j is multiplied only if it can be',
  async said => {
    const { of, faults } = await shown(risk, { show: { markPrice: said } })
    faults.add({ match: { path: `/fapi${risk}` }, fault: { kind: 'row', times: { markPrice: '0.5' } } })
    const { body } = await of.send('GET', risk, { symbol: 'BTCUSDT' })
    expect(body[0].markPrice).toBe(said === '2' ? '1' : said)
  },
)

test('only the selected rows are altered, and only at their time', async () => {
  expect(
    (await shown(risk, { of: { symbol: 'ETHUSDT' }, show: { markPrice: '0' } })).row.markPrice,
  ).toContain('60000')
  const { of, faults, row } = await shown(risk, {
    of: { symbol: 'BTCUSDT' },
    show: { markPrice: '0' },
    from: 0,
    to: 1,
  })
  expect(row.markPrice).toContain('60000')
  const from = of.clock.now() + 1_000
  faults.add({
    match: { path: `/fapi${risk}` },
    fault: { kind: 'row', show: { markPrice: '0' }, from, to: from + 1 },
  })
  const mark = async () => (await of.send('GET', risk, { symbol: 'BTCUSDT' })).body[0].markPrice
  expect(await mark()).toContain('60000')
  of.clock.advance(1_000)
  expect(await mark()).toBe('0')
  of.clock.advance(1)
  expect(await mark()).toContain('60000')
})

test('an answer that is not a list counts as a row, and the data behind it stays as it is', async () => {
  const touch = '/v1/ticker/bookTicker'
  expect((await shown(touch, { show: { bidPrice: '0' } })).row.bidPrice).toBe('0')
  const { of } = await shown(risk, { show: { positionAmt: '1.2E-7' } })
  of.clock.advance(1)
  expect((await of.venue.ledger('BTCUSDT')).trades.map(trade => trade.qty)).toEqual(['0.1'])
  expect(await positionOf(of)).toBe('1.2E-7')
})
