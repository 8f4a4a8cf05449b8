import { describe, expect, test } from 'vitest'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import type { Verdict } from '#ports/state.ts'
import { judgePromises } from '../../../infra/local/audit/promises.ts'
import { type Bench, bench } from '../../paper/builder.ts'

type Params = Record<string, string | number | boolean>
const symbol = 'BTCUSDT'
const intervalMs = 10_000
const id = (purpose: string) => `qt-test-abcdefghijkl-${purpose}`
const enter = (of: Bench, newClientOrderId = id('e1')) =>
  of.send('POST', '/v1/order', { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1', newClientOrderId })
const leave = (of: Bench, quantity = '0.1', more: Params = { reduceOnly: true }) =>
  of.send('POST', '/v1/order', { symbol, side: 'SELL', type: 'MARKET', quantity, ...more })
const stop = (of: Bench, clientAlgoId: string, triggerPrice: string) =>
  of.send('POST', '/v1/algoOrder', {
    symbol,
    algoType: 'CONDITIONAL',
    side: 'SELL',
    type: 'STOP_MARKET',
    workingType: 'MARK_PRICE',
    quantity: '0.1',
    reduceOnly: true,
    triggerPrice,
    clientAlgoId,
  })
const cancel = (of: Bench, clientAlgoId: string) =>
  of.send('DELETE', '/v1/algoOrder', { symbol, clientAlgoId })

/** What the venue's books alone say about a run with an empty table. */
async function breaches(of: Bench, verdicts: readonly Verdict[] = []) {
  const ledger = await of.venue.ledger(symbol)
  const seen = judgePromises({
    ledgers: [ledger],
    lifetimes: positionLifetimes(ledger),
    positions: [],
    verdicts,
    notAsTold: [],
    ordersLeft: 0,
    duplicateEntries: 0,
    ticks: { due: 0, done: 0 },
    intervalMs,
  })
  const { accounted: _, ...byTheBooks } = seen
  return Object.fromEntries(Object.entries(byTheBooks).filter(([, found]) => found.length > 0))
}

describe('the promises, by the venue’s books', () => {
  test('hold for a position that was entered, protected, ratcheted and closed in order', async () => {
    const of = bench()
    await enter(of)
    of.clock.advance(intervalMs)
    await stop(of, id('p1'), '59900')
    await stop(of, id('p2'), '59950')
    await cancel(of, id('p1'))
    of.clock.advance(intervalMs)
    await leave(of)
    of.clock.advance(2 * intervalMs)
    await cancel(of, id('p2'))
    expect(await breaches(of)).toEqual({})
  })

  test('are broken by an entry unprotected for longer than a tick', async () => {
    const of = bench()
    await enter(of)
    of.clock.advance(intervalMs + 1)
    await leave(of)
    expect(await breaches(of)).toEqual({
      'never-naked': ['BTCUSDT was naked from 2025-05-05T00:00:00.000Z for 10001 ms (entry)'],
    })
  })

  test('are broken by any moment without a stop after the first one', async () => {
    const of = bench()
    await enter(of)
    await stop(of, id('p1'), '59900')
    of.clock.advance(1000)
    await cancel(of, id('p1'))
    of.clock.advance(1)
    await stop(of, id('p2'), '59900')
    expect(await breaches(of)).toEqual({
      'never-naked': ['BTCUSDT was naked from 2025-05-05T00:00:01.000Z for 1 ms (ratchet)'],
    })
  })

  test('are broken by a stop that is looser than the one before it', async () => {
    const of = bench()
    await enter(of)
    await stop(of, id('p1'), '59950')
    of.clock.advance(1000)
    await stop(of, id('p2'), '59900')
    await cancel(of, id('p1'))
    of.clock.advance(500)
    expect(await breaches(of)).toEqual({
      'never-looser': ['BTCUSDT had its stop at 59900 from 2025-05-05T00:00:01.000Z for 500 ms, after 59950'],
    })
  })

  test('are broken by an order left over for more than two ticks', async () => {
    const of = bench()
    await enter(of)
    await stop(of, id('p1'), '59900')
    await leave(of)
    of.clock.advance(2 * intervalMs + 1)
    await cancel(of, id('p1'))
    expect(await breaches(of)).toEqual({
      clean: [`${id('p1')} lived until 2025-05-05T00:00:20.001Z, 20001 ms without a position`],
    })
  })

  test('are broken by a position that turns, and by one that none of our entries opened', async () => {
    const turned = bench()
    await enter(turned)
    await leave(turned, '0.3', { newClientOrderId: id('e2') })
    expect(await breaches(turned)).toEqual({
      'no-flip': ['BTCUSDT became short at 2025-05-05T00:00:00.000Z without an entry'],
    })
    const foreign = bench()
    await enter(foreign, 'by-hand')
    await leave(foreign)
    expect(await breaches(foreign)).toEqual({
      'no-flip': ['BTCUSDT became long at 2025-05-05T00:00:00.000Z without an entry'],
    })
  })

  test('are broken by an accepted CLOSE whose exit was not sent for three ticks', async () => {
    const of = bench()
    const evidence = { message: '{}', messageHash: 'h', messageId: 'm', positionId: 'abcdefghijkl' } as const
    const asked = {
      signalId: 'close',
      verdict: 'accepted',
      action: 'CLOSE',
      symbol,
      at: of.clock.now(),
    } as const
    await enter(of)
    await stop(of, id('p1'), '59900')
    of.clock.advance(2 * intervalMs)
    expect(await breaches(of, [{ ...asked, ...evidence }])).toEqual({})
    of.clock.advance(intervalMs + 1)
    await leave(of, '0.1', { reduceOnly: true, newClientOrderId: id('c4') })
    await cancel(of, id('p1'))
    expect(await breaches(of, [{ ...asked, ...evidence }])).toEqual({
      heard: [
        'close asked to close abcdefghijkl at 2025-05-05T00:00:00.000Z, and no exit was sent by 2025-05-05T00:00:30.000Z',
      ],
    })
    expect(await breaches(of, [{ ...asked, ...evidence, verdict: 'refused' }])).toEqual({})
  })
})
