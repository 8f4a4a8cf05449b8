import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { bare, type LocalOperator, onTerminal, qt, run } from '../an-operator.ts'

/** ETHUSDT is open and protected. */
export function looking(operator: () => LocalOperator): void {
  test('positions are the same on the exchange and in the table', async () => {
    const { code, out } = await operator().qt('positions')
    expect(out).toMatch(/ETHUSDT .* short 3x/)
    expect(out).not.toContain('!')
    expect(code).toBe(0)
  })

  test('orders of both books say whose each one is and why it stands', async () => {
    const { code, out } = await operator().qt('orders')
    expect(out).toMatch(/algo .* STOP_MARKET .* primary stop at [\d.]+, tier 0: closes everything/)
    expect(code).toBe(0)
  })

  test('orders of one symbol as JSON', async () => {
    const { orders, missing } = (await operator().qt('orders', 'ETHUSDT', '--json')).json()
    expect(missing).toEqual([])
    expect(orders.map((order: { why: string }) => order.why)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^primary stop at .*tier 0/),
        expect.stringMatching(/^backup stop behind the primary/),
        expect.stringMatching(/^take-profit of tier 0/),
      ]),
    )
  })

  test('the account, from the exchange and from the table', async () => {
    const { code, out } = await operator().qt('account')
    expect(out).toContain('1 of 4 slots taken (ETHUSDT)')
    expect(out).toContain('one-way mode, single-asset mode, trading allowed')
    expect(code).toBe(0)
  })

  test('the account as JSON', async () => {
    const { differences, table, exchange } = (await operator().qt('account', '--json')).json()
    expect(differences).toEqual([])
    expect(Object.keys(table.slots)).toEqual(exchange.open.map((each: { symbol: string }) => each.symbol))
    // The second is for scripts of earlier releases.
    expect([table.unmanaged, table.foreign]).toEqual([[], []])
  })

  test('positions --watch looks again and again until it is ended', async () => {
    const args = ['infra/operator/qt.mjs', 'positions', '--watch', '1', `--local=${operator().file}`]
    const child = spawn(process.execPath, args, { env: bare })
    let shown = ''
    for await (const chunk of child.stdout) {
      shown += chunk
      if (shown.split('the local stack').length > 2) child.kill('SIGINT')
    }
    expect(shown.match(/the local stack/g)?.length).toBeGreaterThanOrEqual(2)
  })

  test('explain tells the whole story, and every decision replays equal', async () => {
    const { code, out } = await operator().qt('explain', 'ETHUSDT', '--verify')
    expect(out).toMatch(/at the gate saw SELL ETHUSDT of 0.81/)
    expect(out).toMatch(/saw bid .* decided to sell [\d.]+ down to/)
    expect(out).toMatch(/saw 0 of 4 slots taken.*passed/)
    expect(out).toMatch(/filled short [\d.]+ at [\d.]+, 3x/)
    expect(out).toMatch(/\+\d+ ms {2}sent backup stop STOP at [\d.]+ → accepted/)
    expect(out).toMatch(/✓ P10 leverage +asked at most 3x; done 3x/)
    expect(out).toMatch(/✓ P10 first stop +asked/)
    expect(out).toMatch(/\d+ decisions replayed, all equal/)
    expect(code).toBe(0)
  })

  test('positions as JSON have no differences; explain takes a signal too, and has each decision’s inputs', async () => {
    const [{ position, ...compared }] = (await operator().qt('positions', '--json')).json().positions
    expect(compared).toMatchObject({ symbol: 'ETHUSDT', liveStops: 2, differences: [] })
    const { verified, ...told } = (
      await operator().qt('explain', position.signalId, '--verify', '--json')
    ).json()
    expect(told.position.id).toBe(position.id)
    expect(verified.map((each: { equal: boolean }) => each.equal)).not.toContain(false)
    const decided = told.journal.find((each: { rule?: string }) => each.rule === 'next-move')
    expect(JSON.parse(decided.inputs)).toHaveProperty('look.markPrice')
  })

  test('times are UTC, with the local time beside them if it differs', async () => {
    const { out } = await qt(['positions', `--local=${operator().file}`], { TZ: 'Asia/Kolkata' })
    const [, hour, minute, there] =
      /^2025-02-03 (\d\d):(\d\d):\d\d UTC \((\d\d:\d\d):\d\d here\)/.exec(out) ?? []
    const minutes = Number(hour) * 60 + Number(minute) + 330
    expect(there).toBe(new Date(minutes * 60_000).toISOString().slice(11, 16))
  })

  test('without a terminal qt acts only with --yes', async () => {
    const refused = await Promise.all(
      ['close ETHUSDT', 'halt'].map(command => operator().qt(...command.split(' '))),
    )
    for (const { code, err } of refused) {
      expect(err).toContain('add --yes')
      expect(code).toBe(2)
    }
  })

  const terminal = test.skipIf(!existsSync('/usr/bin/script'))
  terminal.each([
    ['a no', 'no\n'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('on a terminal it asks before it acts, and %s does nothing', async (_, typed) => {
    const { out } = await onTerminal(`close ETHUSDT --local=${operator().file}; echo "code $?"`, {}, typed)
    expect(out).toMatch(/This closes at market, on the local stack:\s+ETHUSDT short/)
    expect(out).toContain('Do it? Type yes:')
    expect(out).toMatch(/^qt: nothing was done/m)
    expect(out).not.toContain('Error')
    expect(out).toContain('code 4')
  })

  terminal('on a terminal tables fit it, unless they are wanted wide', async () => {
    const widest = async (columns: number, ...more: readonly string[]) => {
      const command = [`stty cols ${columns};`, process.execPath, 'infra/operator/qt.mjs positions', ...more]
      const at = `--local=${operator().file}`
      const { out } = await run('/usr/bin/script', ['-qec', [...command, at].join(' '), '/dev/null'])
      expect(out).toContain('ETHUSDT')
      return Math.max(...out.split(/\r?\n/).map(line => stripVTControlCharacters(line).length))
    }
    expect(await widest(80)).toBeLessThanOrEqual(80)
    expect(await widest(120)).toBeLessThanOrEqual(120)
    expect(await widest(80, '--wide')).toBeGreaterThan(130)
  })

  terminal('on a terminal there are colours', async () => {
    const { out } = await onTerminal(`account --local=${operator().file}`, { TERM: 'xterm' })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(out).toMatch(/\u001b\[3\dm/)
  })
}
