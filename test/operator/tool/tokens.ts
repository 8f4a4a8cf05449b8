import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { parseTokens } from '#domain/tokens.ts'
import { type LocalOperator, run } from '../an-operator.ts'

/** Lets a source in over HTTPS, gives it another token, and shuts it out. */
export function admitting(operator: () => LocalOperator): void {
  /** A HOLD on a symbol without a position changes nothing. */
  const posts = async (token: string) => {
    const { stack, webhook } = operator()
    const body = JSON.stringify({
      symbol: 'BTCUSDT',
      action: 'HOLD',
      confidence: 0.8,
      timestamp: stack.clock.now(),
    })
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(`${webhook?.url}curl`, { method: 'POST', headers, body })).status
  }
  const hashes = () => parseTokens(operator().stack.secret('WebhookTokensId'))?.tokens ?? {}
  const minuteLater = () => operator().stack.clock.sleep(60_000)
  let made = ''

  test('tokens lists which source has one, and since when', async () => {
    const { out, code } = await operator().qt('token')
    expect(code).toBe(0)
    expect(out).toMatch(/│ curl +│ 2025-02-03 \d\d:\d\d:\d\d UTC │ open +│/)
  })

  test.skipIf(spawnSync('curl', ['--version']).error)(
    'the curl that is printed at the start sends a signal',
    async () => {
      // A signal that changes nothing.
      const command = operator().webhook?.curl.replace('BUY', 'HOLD') ?? ''
      const { out } = await run('/bin/bash', ['-c', command])
      expect(out).toMatch(/^HTTP\/1\.1 202 [\s\S]*\{"id":"curl#webhook-[0-9a-f]{32}"\}$/)
    },
  )

  test('a new token is shown once, replaces the former one, and is kept only as a hash', async () => {
    const former = operator().webhook?.token ?? ''
    expect(await posts(former)).toBe(202)
    const { code, ...ran } = await operator().qt('token', 'curl', '--yes', '--json')
    const { token, source, url } = ran.json()
    made = token
    expect({ code, source, url }).toEqual({ code: 0, source: 'curl', url: `${operator().webhook?.url}curl` })
    expect(ran.err).toMatch(
      /makes a new token for curl on the local stack\. The one of .* stops working within a minute/,
    )
    expect(ran.err).not.toContain(token)
    expect(operator().stack.secret('WebhookTokensId')).not.toContain(token)
    await minuteLater()
    expect([await posts(former), await posts(token)]).toEqual([401, 202])
  })

  test('a removed token opens nothing a minute later', async () => {
    const { out, code } = await operator().qt('token', 'curl', '--revoke', '--yes')
    expect([out.trim(), code]).toEqual(['The token of curl stops working within a minute.', 0])
    expect(hashes()).toEqual({})
    await minuteLater()
    expect(await posts(made)).toBe(401)
    const again = await operator().qt('token', 'curl', '--revoke', '--yes')
    expect([again.out.trim(), again.code]).toEqual(['curl has no token.', 1])
  })

  test('no token is made for a source without an address, and none replaces another without a yes', async () => {
    const unnamed = await operator().qt('token', 'tv-btc', '--yes')
    expect(unnamed).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /has no source tv-btc; it has curl\n.*QT_SOURCES='\{"tv-btc":\{\}\}' before npm run local/,
      ),
    })
    expect((await operator().qt('token', 'curl')).code).toBe(0)
    expect(await operator().qt('token', 'curl')).toMatchObject({
      code: 2,
      err: expect.stringContaining('add --yes'),
    })
  })
}
