import { expect, test } from 'vitest'
import { createState } from '#table/state.ts'
import type { LocalOperator } from '../an-operator.ts'
import { sell } from './signalling.ts'

interface Order {
  readonly type: string
  readonly clientId: string
}
const ordersOf = async (operator: LocalOperator, symbol: string): Promise<readonly Order[]> =>
  (await operator.qt('orders', symbol, '--json')).json().orders

/** Acts on ETHUSDT, and on DOGEUSDT and XRPUSDT beside it, while no watch runs. */
export function acting(operator: () => LocalOperator): void {
  test('the doctor says that the watch is broken', async () => {
    const [doge, xrp] = await Promise.all([
      sell(operator(), 'DOGEUSDT', '--wait', '--json'),
      sell(operator(), 'XRPUSDT', '--wait', '--json'),
    ])
    expect([doge.code, xrp.code]).toEqual([0, 0])
    await operator().breakWatch()
    const doctor = await operator().qt('doctor')
    expect(doctor.out).toMatch(/failure +watch/)
    expect(doctor.code).toBe(1)
  })

  test('cancel-all cancels an open position’s take-profit and spares its stops', async () => {
    const before = await ordersOf(operator(), 'ETHUSDT')
    expect(before.map(({ type }) => type).sort()).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
    const { code, err, out } = await operator().qt('cancel-all', 'ETHUSDT', '--yes')
    expect(err).toMatch(/cancels ETHUSDT TAKE_PROFIT_MARKET qt-paper-\w+-t\d/)
    expect(err).toMatch(/spares ETHUSDT STOP_MARKET qt-paper-\w+-p\d.*its position is open/)
    expect(out).toContain('the exchange shows 0 orders to cancel and 2 spared stops')
    expect(code).toBe(0)
    const after = await ordersOf(operator(), 'ETHUSDT')
    expect(after).toEqual(before.filter(({ type }) => type.startsWith('STOP')))
    const { out: story } = await operator().qt('explain', 'ETHUSDT')
    expect(story).toMatch(/cancelled qt-paper-\w+-t\d+: the operator asked for it → accepted/)
  })

  test('cancel-all --and-close closes the position first, which leaves nothing to spare', async () => {
    const { code, err } = await operator().qt('cancel-all', 'XRPUSDT', '--and-close', '--yes', '--json')
    expect(err).toMatch(/closes XRPUSDT short \(\w+\) at market/)
    expect(err).not.toContain('spares')
    expect(code).toBe(0)
    const { orders } = (await operator().qt('orders', '--json')).json()
    const symbols = new Set(orders.map((each: { symbol: string }) => each.symbol))
    expect([...symbols].sort()).toEqual(['DOGEUSDT', 'ETHUSDT'])
  })

  test('close gets a position flat, and reports what the exchange shows', async () => {
    const { code, out, err } = await operator().qt('close', 'ETHUSDT', '--yes')
    expect(err).toContain('ETHUSDT short')
    expect(out).toMatch(/closed ETHUSDT \(\w+\), net .*the exchange shows 0 open and 0 orders/)
    expect(code).toBe(0)
  })

  test('flatten closes everything, and halts first if asked', async () => {
    const flat = await operator().qt('flatten', '--halt', '--yes', '--json')
    expect(flat.json().closed).toMatchObject([
      { symbol: 'DOGEUSDT', done: true, onTheExchange: { open: '0', orders: 0 } },
    ])
    const { documents, table, clock } = operator().stack
    const { halts } = (await createState({ documents, table, clock }).account.read()).item
    expect(halts).toEqual({ operator: 'flattened by the operator' })
    await operator().mendWatch()
  })
}
