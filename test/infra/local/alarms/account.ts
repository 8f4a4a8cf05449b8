import { test } from 'vitest'
import { type Alarmed, positions } from './alarmed.ts'
import { unmanagedPosition } from './former-ids.ts'

/** Alarms of the account, its key and its address. */
export function ofTheAccount(alarmed: () => Alarmed): void {
  test('UnmanagedPosition goes off when another client opens a position, DailyLoss when the daily loss is used up', async () => {
    const { trading, goesOff, clears } = alarmed()
    const { state } = trading
    const lose = (net: string) =>
      state.account.update(account => ({ ...account, day: { ...account.day, net } }))
    await trading.tradeAsStranger('SOLUSDT', 'BUY', '10')
    await lose('-500')
    await goesOff(unmanagedPosition)
    await goesOff('DailyLoss')
    await trading.tradeAsStranger('SOLUSDT', 'SELL', '10')
    await lose('-499')
    await clears(unmanagedPosition)
    await clears('DailyLoss')
    await lose('0')
  })

  test('KeyRefused goes off while entries are halted for what the API key may do', async () => {
    const { trading, goesOff, clears } = alarmed()
    const { state } = trading
    const halt = (halts: Record<string, string>) => state.account.update(account => ({ ...account, halts }))
    await halt({ 'api-key': 'the API key may withdraw' })
    await goesOff('KeyRefused')
    await halt({})
    await clears('KeyRefused')
  })

  test('Banned goes off when Binance has banned the address', async () => {
    const { trading, goesOff, clears } = alarmed()
    trading.stack.suffer([{ match: positions, fault: { kind: 'answer', as: 'banned' } }])
    await goesOff('Banned')
    trading.stack.suffer([])
    await clears('Banned')
  })
}
