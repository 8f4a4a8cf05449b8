import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test, vi } from 'vitest'
import type { LocalOperator } from '../../an-operator.ts'
import type { APage } from '../a-page.ts'

/** Markup, a terminal's escape, a change of direction, a line of its own, a lone surrogate, and an end of a script. */
const hostile =
  '<img src=x onerror=alert(1)>\u001b[2J\u009b31m\u202eevil\u2028\r\nid: 9\nevent: whole\ud800</script>'

/** No character that controls a terminal or the direction of text; a browser's JSON has no markup. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

/** A table and an exchange with another client's hostile text. */
export function hostility(page: () => APage, operator: () => LocalOperator): void {
  test('a hostile source, symbol or reason of a signal is text in each answer', async () => {
    const { documents, table, clock } = operator().stack
    const body = {
      ...{ signalId: 'hostile', verdict: 'refused', reason: hostile, detail: hostile, source: hostile },
      ...{ symbol: hostile, action: hostile, at: clock.now(), message: hostile, failure: hostile },
      ...{ messageHash: 'x', messageId: 'x' },
    }
    const Item = {
      pk: 'SIGNAL#hostile',
      sk: 'ITEM',
      v: 1,
      expiresAt: Math.floor(clock.now() / 1000) + 1e6,
      body,
    }
    await documents.send(new PutCommand({ TableName: table, Item }))
    const came = async () => (await page().ask('/api/came-to')).json().here.figures.missed
    // A period ends before the moment of its request.
    await vi.waitFor(
      async () => expect(Object.keys(await came())).toContainEqual(expect.stringContaining('onerror')),
      { timeout: 300_000 },
    )
    for (const path of ['/api/signals', '/api/signals/hostile', '/api/came-to']) {
      const { status, text, headers } = await page().ask(path)
      expect([path, status]).toEqual([path, 200])
      expect(text).not.toMatch(obeyed)
      expect(headers['content-type']).toBe('application/json; charset=utf-8')
    }
    const [signal] = (await page().ask('/api/signals?limit=1')).json()
    expect(signal.source).toContain('<img src=x onerror=alert(1)>\\u{1b}[2J')
  })

  test('hostile text makes no event of its own in the stream', async () => {
    const { wholes, changes } = await page().hear(
      ({ wholes, changes }) => changes.length > 1 && JSON.stringify([wholes, changes]).includes('onerror'),
    )
    expect(wholes).toHaveLength(1)
    expect(JSON.stringify([wholes, changes])).not.toMatch(obeyed)
  })

  test('a hostile halt is text on the page and in qt', async () => {
    const { state } = page().connection
    await state.account.update(account => ({ ...account, halts: { ...account.halts, [hostile]: hostile } }))
    const now = await page().until(({ account }) => account?.halts.length === 1)
    expect(now.account?.halts[0]?.by).toContain('onerror')
    expect(JSON.stringify(now)).not.toMatch(obeyed)
    for (const command of ['account', 'doctor']) {
      const { out, err } = await operator().qt(command)
      expect(out).toContain('onerror')
      expect(out + err).not.toMatch(obeyed)
    }
    await state.account.update(account => ({ ...account, halts: {} }))
    await page().until(({ account }) => account?.halts.length === 0)
  })

  test('a hostile order of another client is text on the page and in qt', async () => {
    const stranger = operator().stranger()
    const clientId = '.A-Z:/a-z0-9_-{1,36}'.replace(/[{},]/g, '')
    const placed = await stranger.place({
      ...{ symbol: 'SOLUSDT', side: 'BUY', type: 'LIMIT', quantity: '1', price: '150', timeInForce: 'GTC' },
      ...{ clientId, reduceOnly: false },
    } as unknown as Parameters<typeof stranger.place>[0])
    expect(placed.outcome).toBe('accepted')
    const { out } = await operator().qt('orders', '--wide')
    expect(out).toContain('another client')
    await stranger.cancelAll('SOLUSDT')
  })

  test('metrics keep a hostile label on its line', async () => {
    const { text } = await page().ask('/metrics')
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE|EOF|UNIT).*|quantum_trader_\w+(\{.*\})? -?[\d.e+-]+)$/)
  })
}
