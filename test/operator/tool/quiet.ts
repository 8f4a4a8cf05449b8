import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createState } from '#table/state.ts'
import { holdLocalStack } from '../../../infra/local/runner/hold.ts'
import type { Check } from '../../../infra/operator/doctor/check.ts'
import { listeningOf } from '../../listening.ts'
import type { LocalOperator } from '../an-operator.ts'

/** Nothing is open yet. */
export function quiet(operator: () => LocalOperator): void {
  test('config names every setting with its source, and warns of numbers that lose by construction', async () => {
    const { code, out } = await operator().qt('config', 'ETHUSDT')
    expect(code).toBe(0)
    expect(out).toMatch(/QT_DEFAULT_LEVERAGE +30 +default/)
    expect(out).toContain('At 30x the stop is 2.00 % of the margin away: 0.0667 % of the price')
    expect(out).toContain('the emergency level of -3.00 % equals the fees of one round trip')
    expect(out).toMatch(/ETHUSDT .* 30x/)
  })

  test('config as JSON has the same numbers, also for named symbols', async () => {
    const { consequences, symbols } = (await operator().qt('config', 'ETHUSDT', 'DOGEUSDT', '--json')).json()
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
    const { code, out } = await operator().qt('doctor')
    expect(out).toContain('Safe to trade')
    expect(out).toMatch(/ok +position mode +one-way/)
    expect(code).toBe(0)
  })

  test('the doctor as JSON names each check, and no two the same', async () => {
    const { safe, checks } = (await operator().qt('doctor', '--json')).json()
    expect(safe).toBe(true)
    // The recording lists no BTCUSDT: `qt rules BTCUSDT` says so.
    expect(checks.filter((each: Check) => each.check === 'leverage')).toEqual([
      { check: 'leverage', state: 'ok', found: expect.stringMatching(/^ETHUSDT cross, /) },
    ])
    const names: readonly string[] = checks.map(({ check }: Check) => check)
    expect(names).toEqual([...new Set(names)])
    expect(names).toEqual(
      expect.arrayContaining([
        ...['signing', 'region', 'clock', 'key accepted', 'trading', 'position mode', 'assets mode'],
        ...['key rights', 'positions'],
        ...[
          'leverage',
          'request weight',
          'stack region',
          'asked by survey',
          'concurrency',
          'venue',
          'entries',
          'unmanaged',
          'watch',
          'alarms',
        ],
        ...['SignalQueue', 'TradeQueue', 'CloseQueue', 'InvalidQueue', 'SignalDeadLetters'],
        ...['TradeDeadLetters', 'CloseDeadLetters', 'MissedStarts'],
      ]),
    )
  })

  test('there is nothing to close, nothing to cancel and no order', async () => {
    const answers = await Promise.all([
      operator().qt('flatten', '--yes'),
      operator().qt('cancel-all', '--yes'),
      operator().qt('orders'),
    ])
    expect(answers).toMatchObject([
      { code: 0, out: expect.stringContaining('Nothing is open.') },
      { code: 0, out: expect.stringContaining('Nothing to cancel') },
      { code: 0, out: expect.stringContaining('No order is open in either book.') },
    ])
  })

  test('no client beyond this machine reaches the stack, and only one with its file gets the time and the secret', async () => {
    const listening = listeningOf(process.pid)
    // All sockets of a running stack: secrets and runs have none.
    expect(listening).toHaveLength(6)
    expect(listening.filter(({ beyond }) => beyond)).toEqual([])
    const { clockUrl } = JSON.parse(readFileSync(operator().file, 'utf8')) as { readonly clockUrl: string }
    expect((await fetch(clockUrl)).status).toBe(200)
    const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
      fetch(new URL(path, clockUrl), { method: 'POST', headers }).then(({ status }) => status)
    expect(await ask('/')).toBe(403)
    expect(await ask(clockUrl, { origin: 'http://evil.example' })).toBe(403)
  })

  test('another stack does not take the place of one that runs', async () => {
    const { file } = operator()
    const another = holdLocalStack({ klines: [], speed: 1, file, environment: {} })
    await expect(another).rejects.toThrow('a local stack already runs')
    expect((await operator().qt('account')).code).toBe(0)
  })

  test('alarms lists those of the templates, and none is on', async () => {
    const { code, out } = await operator().qt('alarms')
    expect(out).toMatch(/│ SilentWatch +│ off +│/)
    expect(out).toMatch(/^0 of 4\d are on\.$/m)
    expect(code).toBe(0)
  })

  test('control characters are shown as numbers, in words and in JSON', async () => {
    const { documents, table, clock } = operator().stack
    const { signals } = createState({ documents, table, clock })
    const detail = '\u001b]0;title\u0007 \u009b31m \u202e\u2028'
    const id = { signalId: 'message#obeyed', messageId: 'obeyed', message: '', messageHash: '' }
    await signals.claim({ ...id, verdict: 'refused', reason: 'invalid', detail, at: clock.now() })
    const told = await operator().qt('explain', 'message#obeyed')
    expect(told.out).toContain('\\u{1b}]0;title\\u{7} \\u{9b}31m \\u{202e}\\u{2028}')
    const asJson = await operator().qt('explain', 'message#obeyed', '--json')
    expect(asJson.json().verdict.detail).toBe(detail)
    for (const { out } of [told, asJson]) expect(out.replaceAll('\n', '')).toMatch(/^[^\p{C}\u2028]*$/u)
  })

  test('the rules of a symbol say where each comes from; one without prices is not listed', async () => {
    const { code, out } = await operator().qt('rules', 'ETHUSDT')
    expect(out).toMatch(/^origin +recorded with the sample, 2025-08-07 to 2026-05$/m)
    expect(out).toMatch(/│ 150 +│ 300000 +│ 0\.40 % +│/)
    expect(code).toBe(0)
    expect((await operator().qt('rules', 'ETHUSDT', '--json')).json()).toMatchObject({
      rules: { symbol: 'ETHUSDT', tickSize: '0.01', minNotional: '20' },
      fundingHours: 8,
      from: { brackets: 'recorded with the sample, 2025-08-07 to 2026-05' },
    })
    const unlisted = await operator().qt('rules', 'BNBUSDT')
    expect(unlisted.err).toContain('lists no BNBUSDT')
    expect(unlisted.err).toContain('give its klines to npm run local')
    expect(unlisted.code).toBe(1)
  })

  test('a missing position and a missing symbol are reported, with what to do', async () => {
    const unknown = await operator().qt('config', 'NOSUCHUSDT')
    expect(unknown).toMatchObject({
      code: 2,
      err: expect.stringContaining('the exchange lists no NOSUCHUSDT'),
    })
    const { code, err } = await operator().qt('explain', 'ETHUSDT')
    expect(err).toContain('no position, signal or message is called ETHUSDT')
    expect(err).toContain('qt report --json')
    expect(code).toBe(2)
  })
}
