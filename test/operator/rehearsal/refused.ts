import { expect, test } from 'vitest'
import { loadConfiguration } from '#settings/configuration.ts'
import { rehearse } from '../../../infra/operator/commands/rehearse.ts'
import { qtAlone } from '../an-operator.ts'
import { symbol } from './a-demo.ts'
import { opened, theDemo } from './demos.ts'

/** Rehearsals that do not begin. */
export function refused(): void {
  const refusal = () =>
    theDemo()
      .rehearse()
      .then(
        ({ data }) => data.verdict,
        (error: Error) => error.message,
      )

  test('if the symbol has a position or an order of any client', async () => {
    const { system } = await opened()
    const order = { symbol, side: 'BUY', quantity: '0.1', price: '2400', type: 'LIMIT', timeInForce: 'GTC' }
    await system.send('POST', '/v1/order', { ...order, newClientOrderId: 'mine' })
    expect(await refusal()).toBe('ETHUSDT is not flat: the exchange shows the order mine')
    await system.send('POST', '/v1/order', { symbol, side: 'SELL', quantity: '0.1', type: 'MARKET' })
    expect(await refusal()).toContain('the exchange shows short 0.1, the order mine')
    expect(theDemo().asked).toEqual([])
  })

  test('if the deployment manages the symbol, or has no slot left', async () => {
    const { system } = await opened()
    const slot = { positionId: 'abcdefghijkl', side: 'long', since: 0, worstLoss: '1' } as const
    const hold = (...symbols: readonly string[]) =>
      system.state.account.update(account => ({
        ...account,
        slots: Object.fromEntries(symbols.map(each => [each, slot])),
      }))
    await hold(symbol)
    expect(await refusal()).toContain('ETHUSDT is managed: position abcdefghijkl holds its slot')
    await hold('A', 'B', 'C', 'D')
    expect(await refusal()).toContain('all 4 slots are taken')
    expect(system.venue.bans()).toEqual([])
  })

  test('on any venue but demo, before any request', async () => {
    const { connection } = await opened()
    for (const [venue, settings] of [
      ['paper', {}],
      ['live', { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }],
    ] as const) {
      const elsewhere = { ...connection, configuration: loadConfiguration(settings) }
      await expect(rehearse(elsewhere, symbol, { yes: true, hold: 1 })).rejects.toThrow(`got one on ${venue}`)
      const { code, err } = await qtAlone(['rehearse', '--env', venue])
      expect([code, err]).toEqual([2, expect.stringContaining(`got one on ${venue}`)])
    }
    expect(theDemo().said).toEqual([])
  })

  test('if the account is in hedge mode', async () => {
    const { system } = await opened()
    await system.send('POST', '/v1/positionSide/dual', { dualSidePosition: 'true' })
    expect(await refusal()).toBe('the account is in hedge mode')
  })
}
