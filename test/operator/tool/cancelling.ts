import { expect, test } from 'vitest'
import type { LocalOperator } from '../an-operator.ts'

/** Not ours: an order of another program, and a position that a trader opened by hand. */
export function cancelling(operator: () => LocalOperator): void {
  test('another client’s order is marked, and cancelled with the rest', async () => {
    const placed = await operator().stranger().placeAlgo({
      symbol: 'XRPUSDT',
      side: 'BUY',
      type: 'STOP_MARKET',
      triggerPrice: '9',
      quantity: '10',
      clientId: 'another-program',
    })
    expect(placed).toMatchObject({ outcome: 'accepted' })
    const orders = await operator().qt('orders', 'XRPUSDT')
    expect(orders.out).toContain('not placed by this system')
    expect(orders.code).toBe(1)
    const cancelled = await operator().qt('cancel-all', 'XRPUSDT', '--yes', '--json')
    expect(cancelled.json()).toMatchObject({ left: [], spared: [] })
    expect(cancelled.code).toBe(0)
  })

  test('an unmanaged position is marked, and its stop is spared', async () => {
    const exchange = operator().stranger()
    const order = { type: 'LIMIT', timeInForce: 'IOC', symbol: 'SOLUSDT', side: 'BUY' } as const
    const { ask } = await exchange.quote('SOLUSDT')
    const price = String(Math.ceil(Number(ask) * 1.01))
    const placed = await exchange.place({ ...order, quantity: '1', price, clientId: 'by-hand' })
    expect(placed).toMatchObject({ outcome: 'accepted', value: { filled: '1' } })
    const stop = { symbol: 'SOLUSDT', side: 'SELL', type: 'STOP_MARKET', triggerPrice: '100' } as const
    await exchange.placeAlgo({ ...stop, quantity: '1', clientId: 'by-hand-stop' })
    const [positions, doctor, closed, cancelled] = await Promise.all([
      operator().qt('positions'),
      operator().qt('doctor'),
      operator().qt('close', 'SOLUSDT', '--yes'),
      operator().qt('cancel-all', '--yes'),
    ])
    expect(positions.out).toContain('! SOLUSDT: open on the exchange, not managed by this deployment')
    expect(positions.code).toBe(1)
    expect(doctor.out).toMatch(/failure +positions +SOLUSDT/)
    expect(closed.err).toContain('closed on the exchange itself')
    expect(cancelled.out).toContain('Nothing to cancel; 1 stops stand.')
    expect(await exchange.openAlgoOrders('SOLUSDT')).toMatchObject([{ clientId: 'by-hand-stop' }])
    const reduce = { type: 'MARKET', reduceOnly: true, symbol: 'SOLUSDT', side: 'SELL' } as const
    await exchange.place({ ...reduce, quantity: '1', clientId: 'by-hand-too' })
  })
}
