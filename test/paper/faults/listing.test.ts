import { describe, expect, test } from 'vitest'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import type { RulesChange } from '#paper/faults/changed-rules.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { type Bench, bench } from '../builder.ts'
import { BTC, books, enter, positionOf, stop } from './orders.ts'

/** A venue with an open position, whose symbol has this fault from the next millisecond on. */
async function later(fault: ({ kind: 'rules' } & RulesChange) | { kind: 'delist'; to?: number }) {
  const faults = createFaults()
  const of = bench({ faults })
  await enter(of, { quantity: '1.249' })
  await stop(of)
  faults.add({ match: { symbol: 'BTCUSDT' }, fault: { ...fault, from: of.clock.now() } })
  of.tick('60000')
  return of
}
const listed = async (of: Bench) =>
  (await of.send('GET', '/v1/exchangeInfo')).body.symbols.find(
    (each: { symbol: string }) => each.symbol === 'BTCUSDT',
  )
const close = (of: Bench, quantity: string) => enter(of, { side: 'SELL', reduceOnly: true, quantity })

describe('changed rules', () => {
  test('are shown, and new orders must meet them while orders already placed stay', async () => {
    const of = await later({ kind: 'rules', tickSize: '1', stepSize: '0.1', minNotional: '500' })
    expect((await listed(of)).filters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ filterType: 'PRICE_FILTER', tickSize: '1' }),
        expect.objectContaining({ filterType: 'MARKET_LOT_SIZE', stepSize: '0.1' }),
        expect.objectContaining({ filterType: 'MIN_NOTIONAL', notional: '500' }),
      ]),
    )
    expect(await books(of)).toEqual(['stop'])
    const off = { triggerPrice: '59900.1', clientAlgoId: 'off', closePosition: false, reduceOnly: true }
    expect((await stop(of, { ...off, quantity: '1' })).body.code).toBe(-4014)
    expect((await close(of, '1.249')).body.code).toBe(-4023)
    expect((await close(of, '1.2')).status).toBe(200)
    expect((await close(of, '0.1')).status, 'rounded up, it closes what is below the step').toBe(200)
    expect(await positionOf(of)).toBe('0')
  })

  test('lower the maximum quantity of one market order', async () => {
    const of = await later({ kind: 'rules', marketMaxQuantity: '0.5' })
    expect((await close(of, '1.249')).body.code).toBe(-4005)
    expect((await close(of, '0.5')).status).toBe(200)
  })
})

describe('a delisted symbol', () => {
  test('is settled at the mark without a fee, its orders expire, and its name is no longer known', async () => {
    const of = await later({ kind: 'delist' })
    of.tick('61000')
    expect(await positionOf(of)).toBe('0')
    expect(await listed(of)).toBeUndefined()
    for (const [method, path] of [
      ['GET', '/v1/openOrders'],
      ['GET', '/v3/positionRisk'],
      ['GET', '/v1/userTrades'],
      ['GET', '/v1/leverageBracket'],
    ] as const)
      expect((await of.send(method, path, BTC)).body.code, path).toBe(-1121)
    const ledger = await of.venue.ledger('BTCUSDT')
    expect(ledger.algoOrders.map(order => order.algoStatus)).toEqual(['EXPIRED'])
    expect(ledger.orders.at(-1)?.clientOrderId).toMatch(/^settlement_autoclose-/)
    const [life] = positionLifetimes(ledger)
    expect(life?.closedAt).toBeDefined()
    expect((await of.send('GET', '/v1/income')).body.map((row: { symbol: string }) => row.symbol)).toContain(
      'BTCUSDT',
    )
  })

  test('may be listed again', async () => {
    const of = await later({ kind: 'delist', to: 1_746_403_205_000 })
    of.clock.advance(6_000)
    of.tick('60000')
    expect((await enter(of)).status).toBe(200)
    of.tick('60000')
    expect(await positionOf(of)).toBe('0.100')
  })
})
