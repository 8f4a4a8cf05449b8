import { describe, expect, test } from 'vitest'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { createFaults } from '#paper/faults/faults.ts'
import type { OrderFaultRule } from '#paper/faults/rule.ts'
import { type Bench, bench } from '../builder.ts'
import { BTC, books, enter, getStop, limit, positionOf, stop } from './orders.ts'

/** A venue on which the first stop has this fault. */
const stopWith = async (fault: OrderFaultRule) => {
  const faults = createFaults([{ match: { path: '/fapi/v1/algoOrder', method: 'POST' }, times: 1, fault }])
  const of = bench({ faults })
  await enter(of)
  expect((await stop(of)).body.algoStatus).toBe('NEW')
  return of
}
/** A venue on which every regular order has this fault. */
const ordersWith = (fault: OrderFaultRule) =>
  bench({ faults: createFaults([{ match: { path: '/fapi/v1/order', method: 'POST' }, fault }]) })
const life = async (of: Bench) => {
  const [first] = positionLifetimes(await of.venue.ledger('BTCUSDT'))
  if (!first) throw new Error('Expected a position, there was none.')
  return first
}

describe('a hidden order', () => {
  test('is not found, not cancelled and not listed for a while, but lives', async () => {
    const of = await stopWith({ kind: 'hide', ms: 3000 })
    const cancel = () => of.send('DELETE', '/v1/algoOrder', { ...BTC, clientAlgoId: 'stop' })
    of.clock.advance(2999)
    expect((await getStop(of)).body.code).toBe(-2013)
    expect((await cancel()).body.code).toBe(-2011)
    expect((await of.send('DELETE', '/v1/algoOpenOrders', BTC)).status).toBe(200)
    expect(await books(of)).toEqual([])
    expect((await stop(of)).body.code, 'its id and its place are taken').toBe(-4116)
    of.clock.advance(1)
    expect(await books(of)).toEqual(['stop'])
    expect((await getStop(of)).body.algoStatus).toBe('NEW')
    expect((await cancel()).status).toBe(200)
    expect((await life(of)).nakedBy).toMatchObject({ entry: 0, fault: 0 })
  })

  test('triggers all the same', async () => {
    const of = await stopWith({ kind: 'hide', ms: 60_000 })
    of.tick('59800')
    of.tick('59800')
    expect(await positionOf(of)).toBe('0')
    expect((await getStop(of)).body.code).toBe(-2013)
  })

  test('of the regular book is found neither open nor filled', async () => {
    const of = ordersWith({ kind: 'hide', ms: 3000 })
    await limit(of, 'resting')
    await enter(of, { newClientOrderId: 'filled' })
    const get = (origClientOrderId: string) => of.send('GET', '/v1/order', { ...BTC, origClientOrderId })
    const cancel = () => of.send('DELETE', '/v1/order', { ...BTC, origClientOrderId: 'resting' })
    expect((await get('resting')).body.code).toBe(-2013)
    expect((await get('filled')).body.code).toBe(-2013)
    expect((await cancel()).body.code).toBe(-2011)
    expect(await positionOf(of), 'what it did is there').toBe('0.100')
    of.clock.advance(3000)
    expect((await get('resting')).body.status).toBe('NEW')
    expect((await get('filled')).body.status).toBe('FILLED')
    expect((await cancel()).status).toBe(200)
  })

  test('survives the cancellation of other orders', async () => {
    const faults = createFaults([
      { match: { params: { newClientOrderId: 'hidden' } }, fault: { kind: 'hide', ms: 3000 } },
    ])
    const of = bench({ faults })
    for (const id of ['one', 'hidden', 'two']) await limit(of, id)
    await of.send('DELETE', '/v1/order', { ...BTC, origClientOrderId: 'one' })
    of.clock.advance(3000)
    expect(await books(of)).toEqual(['hidden', 'two'])
    const gone = await of.send('GET', '/v1/order', { ...BTC, origClientOrderId: 'one' })
    expect(gone.body.status).toBe('CANCELED')
  })
})

describe('a stop', () => {
  test('that the exchange rejects at its trigger is REJECTED, and its position is unprotected from then on', async () => {
    const of = await stopWith({ kind: 'trigger', outcome: 'rejected' })
    of.tick('59800')
    of.tick('59800')
    const rejectedAt = of.clock.now()
    expect((await getStop(of)).body.algoStatus).toBe('REJECTED')
    expect(await positionOf(of)).toBe('0.100')
    of.clock.advance(500)
    expect((await life(of)).naked).toEqual([
      { from: rejectedAt, to: rejectedAt + 500, kind: 'fault', backup: false },
    ])
  })

  test('whose trigger is ignored stays NEW, and protects nothing once it was crossed', async () => {
    const of = await stopWith({ kind: 'trigger', outcome: 'ignored' })
    of.tick('59800')
    const crossedAt = of.clock.now()
    of.tick('60100')
    of.tick('59800')
    expect((await getStop(of)).body.algoStatus).toBe('NEW')
    expect(await positionOf(of)).toBe('0.100')
    expect((await life(of)).naked).toEqual([
      { from: crossedAt, to: of.clock.now(), kind: 'fault', backup: false },
    ])
  })

  test.each(['CANCELED', 'EXPIRED'] as const)('that vanishes as %s is reported so', async as => {
    const of = await stopWith({ kind: 'vanish', afterMs: 700, as })
    const vanishesAt = of.clock.now() + 700
    of.clock.advance(699)
    expect(await books(of)).toEqual(['stop'])
    of.clock.advance(301)
    expect(await books(of)).toEqual([])
    expect((await getStop(of)).body).toMatchObject({ algoStatus: as, updateTime: vanishesAt })
    expect((await life(of)).nakedBy).toMatchObject({ ratchet: 0, fault: 300 })
  })

  test('that vanishes without a trace is in no list and no history, only in the venue’s own books', async () => {
    const of = await stopWith({ kind: 'vanish', afterMs: 0, as: 'gone' })
    of.clock.advance(300)
    expect(await books(of)).toEqual([])
    expect((await getStop(of)).body.code).toBe(-2013)
    expect((await of.send('GET', '/v1/allAlgoOrders', BTC)).body).toEqual([])
    of.tick('59800')
    of.tick('59800')
    expect(await positionOf(of)).toBe('0.100')
    expect((await of.venue.ledger('BTCUSDT')).algoOrders).toHaveLength(1)
  })

  test('that fills in part leaves the rest of the position open', async () => {
    const of = await stopWith({ kind: 'fill', share: '0.3' })
    of.tick('59800')
    of.tick('59800')
    expect(await positionOf(of)).toBe('0.070')
    expect((await getStop(of)).body).toMatchObject({ algoStatus: 'FINISHED', actualQty: '0.030' })
  })
})

describe('an order that fills in part', () => {
  test('expires with its remainder if it is a market order', async () => {
    const of = ordersWith({ kind: 'fill', share: '0.5' })
    const { body } = await enter(of, { newOrderRespType: 'RESULT' })
    expect(body).toMatchObject({ status: 'EXPIRED', executedQty: '0.050', origQty: '0.100' })
    expect(await positionOf(of)).toBe('0.050')
  })

  test('may fill nothing at all', async () => {
    const of = ordersWith({ kind: 'fill', share: '0' })
    const { body } = await enter(of, { newOrderRespType: 'RESULT' })
    expect(body).toMatchObject({ status: 'EXPIRED', executedQty: '0.000' })
  })

  test('rests with its remainder if it is a limit order, whatever trades through it', async () => {
    const of = ordersWith({ kind: 'fill', share: '0.5' })
    await limit(of, 'resting')
    of.tick('58000')
    of.tick('57000')
    const { body } = await of.send('GET', '/v1/order', { ...BTC, origClientOrderId: 'resting' })
    expect(body).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: '0.050' })
  })

  test('has the same effect whichever client asks, and when', async () => {
    const played = async (asks: boolean) => {
      const of = await stopWith({ kind: 'vanish', afterMs: 1500, as: 'CANCELED' })
      for (const price of ['60050', '59950', '59800', '59800']) {
        of.tick(price)
        if (asks) await getStop(of)
      }
      return of.venue.ledger('BTCUSDT')
    }
    expect(await played(true)).toEqual(await played(false))
  })
})
