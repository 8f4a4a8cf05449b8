import { expect, test } from 'vitest'
import type { LocalDesk } from '../a-desk.ts'

/** Nothing is open yet. */
export function quiet(desk: () => LocalDesk): void {
  test('config names every setting with its source, and warns where the numbers lose by construction', async () => {
    const { code, out } = await desk().qt('config', 'ETHUSDT')
    expect(code).toBe(0)
    expect(out).toMatch(/QT_DEFAULT_LEVERAGE +30 +default/)
    expect(out).toContain('At 30x, 2.00 % of the margin is 0.0667 % of the price')
    expect(out).toContain('the emergency level of -3.00 % equals the fees of one round trip')
    expect(out).toMatch(/ETHUSDT .* 30x/)
  })

  test('config as JSON has the same numbers, also of the symbols that were named', async () => {
    const { consequences, symbols } = (await desk().qt('config', 'ETHUSDT', 'DOGEUSDT', '--json')).json()
    expect(consequences).toMatchObject({
      roundTripOfMargin: '0.03',
      netAtStop: '-0.05',
      netAtTakeProfit: '0',
    })
    expect(consequences.winRateToBreakEven).toBeUndefined()
    expect(symbols).toMatchObject([
      { symbol: 'ETHUSDT', leverage: 30 },
      { symbol: 'DOGEUSDT', leverage: 30 },
    ])
  })

  test('the doctor finds it safe to trade', async () => {
    const { code, out } = await desk().qt('doctor')
    expect(out).toContain('Safe to trade')
    expect(out).toMatch(/ok +position mode +one-way/)
    expect(code).toBe(0)
  })

  test('the doctor as JSON names each check', async () => {
    const { safe, checks } = (await desk().qt('doctor', '--json')).json()
    expect(safe).toBe(true)
    expect(checks.map((each: { check: string }) => each.check)).toEqual(
      expect.arrayContaining([
        ...['key', 'region', 'clock', 'trading', 'position mode', 'assets mode', 'key rights', 'positions'],
        ...['leverage', 'request weight', 'stack region', 'venue', 'entries', 'foreign', 'watch', 'alarms'],
        ...['SignalQueue', 'TradeQueue', 'CloseQueue', 'InvalidQueue', 'SignalDeadLetters'],
        ...['TradeDeadLetters', 'CloseDeadLetters', 'MissedStarts'],
      ]),
    )
  })

  test('there is nothing to close, nothing to cancel and no order', async () => {
    const answers = await Promise.all([
      desk().qt('flatten', '--yes'),
      desk().qt('cancel-all', '--yes'),
      desk().qt('orders'),
    ])
    expect(answers).toMatchObject([
      { code: 0, out: expect.stringContaining('Nothing is open.') },
      { code: 0, out: expect.stringContaining('Nothing to cancel') },
      { code: 0, out: expect.stringContaining('No order is open in either book.') },
    ])
  })

  test('a position and a symbol that are not there are said so, with what to do', async () => {
    const unknown = await desk().qt('config', 'NOSUCHUSDT')
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('the exchange has no NOSUCHUSDT') })
    const { code, err } = await desk().qt('explain', 'ETHUSDT')
    expect(err).toContain('there is no position ETHUSDT')
    expect(err).toContain('qt report --json')
    expect(code).toBe(2)
  })
}
