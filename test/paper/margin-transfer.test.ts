import { describe, expect, test } from 'vitest'
import { type Bench, bench } from './builder.ts'
import { SYMBOL } from './trader.ts'

async function isolated(): Promise<Bench> {
  const of = bench()
  await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })
  await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 30 })
  await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' })
  return of
}
const transfer = (of: Bench, type: 1 | 2, amount: string) =>
  of.send('POST', '/v1/positionMargin', { ...SYMBOL, type, amount })
const position = async (of: Bench) => (await of.send('GET', '/v3/positionRisk')).body[0]
const account = async (of: Bench) => (await of.send('GET', '/v3/account')).body

describe('money moved to an isolated position', () => {
  test('comes from the free balance, leaves the wallet as it is, and moves the liquidation price farther away', async () => {
    const of = await isolated()
    const [before, standing] = [await account(of), await position(of)]
    expect((await transfer(of, 1, '100')).body).toEqual({
      amount: 100,
      code: 200,
      msg: 'Successfully modify position margin.',
      type: 1,
    })
    const [after, backed] = [await account(of), await position(of)]
    expect(after.totalWalletBalance).toBe(before.totalWalletBalance)
    expect(Number(before.availableBalance) - Number(after.availableBalance)).toBeCloseTo(100, 8)
    expect(backed.isolatedWallet).toBe('300.01000000')
    expect(Number(backed.liquidationPrice)).toBeLessThan(Number(standing.liquidationPrice) - 900)
  })

  test('keeps the position alive where it would have been liquidated without it', async () => {
    const of = await isolated()
    await transfer(of, 1, '100')
    of.tick('58000')
    expect((await position(of)).positionAmt).toBe('0.100')
  })

  test('comes back in part, and completely when the position is closed', async () => {
    const of = await isolated()
    await transfer(of, 1, '100')
    await transfer(of, 2, '40')
    expect((await position(of)).isolatedWallet).toBe('260.01000000')
    await of.send('POST', '/v1/order', { ...SYMBOL, side: 'SELL', type: 'MARKET', quantity: '0.1' })
    const { totalWalletBalance, availableBalance } = await account(of)
    expect(availableBalance).toBe(totalWalletBalance)
  })

  test('is remembered', async () => {
    const of = await isolated()
    await transfer(of, 1, '100')
    await transfer(of, 2, '40')
    const history = (type?: number) =>
      of.send('GET', '/v1/positionMargin/history', { ...SYMBOL, ...(type === undefined ? {} : { type }) })
    expect((await history()).body).toMatchObject([
      { type: 1, amount: '100.00000000', deltaType: 'USER_ADJUST', asset: 'USDT', positionSide: 'BOTH' },
      { type: 2, amount: '40.00000000' },
    ])
    expect((await history(2)).body).toHaveLength(1)
  })

  test.each([
    ['more than is free', 1, '9900', -4050],
    ['back more than the position can spare', 2, '0.02', -4051],
    ['nothing', 1, '0', -4055],
  ] as const)('%s is refused', async (_, type, amount, code) => {
    const of = await isolated()
    const before = await position(of)
    expect((await transfer(of, type, amount)).body.code).toBe(code)
    expect(await position(of)).toEqual(before)
  })

  test('without an isolated position is rejected', async () => {
    const of = bench()
    expect((await transfer(of, 1, '10')).body.code).toBe(-4049)
    await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })
    expect((await transfer(of, 1, '10')).body.code).toBe(-4054)
  })
})
