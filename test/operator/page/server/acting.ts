import { expect, test } from 'vitest'
import type { LocalOperator } from '../../an-operator.ts'
import { sell } from '../../tool/signalling.ts'
import { type APage, openAPage } from '../a-page.ts'

/** ETHUSDT is open; afterwards nothing is. */
export function acting(page: () => APage, operator: () => LocalOperator): void {
  const preview = async (asked: object) => (await page().post('/act/preview', asked)).json()
  const confirm = (id: string) => page().post('/act/confirm', { preview: id })

  test('a preview says what will happen, and does nothing', async () => {
    const shown = await preview({ action: 'close', symbol: 'ETHUSDT' })
    expect(shown.lines.join('\n')).toMatch(
      /closes at market, on the local stack:\n {2}ETHUSDT short .*3x \(\w{12}\)/,
    )
    expect(shown.expiresAt).toBeGreaterThan(Date.now())
    await preview({ action: 'flatten', halt: true })
    await preview({ action: 'halt', reason: 'never' })
    const { item } = await page().connection.state.account.read()
    expect(item.halts).toEqual({})
    expect(Object.keys(item.slots)).toEqual(['ETHUSDT'])
  })

  test('halt and resume happen once, confirmed by their preview', async () => {
    const shown = await preview({ action: 'halt', reason: 'seen on the page' })
    const done = await confirm(shown.preview)
    expect(done.json()).toMatchObject({
      isDone: true,
      lines: ['Entries are halted by operator: seen on the page'],
    })
    const { account } = await page().until(now => now.account?.halts.length === 1)
    expect(account?.halts).toEqual([{ by: 'operator', why: 'seen on the page', canLift: true }])
    const again = await confirm(shown.preview)
    expect([again.status, again.json().error]).toEqual([409, expect.stringContaining('nothing was done')])
    const lifted = await confirm((await preview({ action: 'resume' })).preview)
    expect(lifted.json()).toEqual({ isDone: true, lines: ['Entries are not halted.'] })
    expect(await preview({ action: 'resume' })).toEqual({ nothing: ['Entries are not halted.'] })
  })

  test('an action that would differ from its preview is not done', async () => {
    const shown = await preview({ action: 'flatten', halt: false })
    const { code } = await sell(operator(), 'XRPUSDT', '--wait')
    expect(code).toBe(0)
    const { status, text } = await confirm(shown.preview)
    expect([status, JSON.parse(text).error]).toEqual([
      409,
      expect.stringContaining('something else would happen now'),
    ])
    await page().until(({ positions }) => positions.length === 2)
  })

  test('cancel spares the stops of open positions', async () => {
    const shown = await preview({ action: 'cancel', symbol: 'XRPUSDT', andClose: false })
    const said = shown.lines.join('\n')
    expect(said).toMatch(/cancels XRPUSDT TAKE_PROFIT_MARKET/)
    expect(said).toMatch(/spares XRPUSDT STOP_MARKET/)
    const done = (await confirm(shown.preview)).json()
    expect(done).toMatchObject({ isDone: true, lines: [expect.stringContaining('2 spared stops')] })
  })

  test('close closes, and reports what the exchange shows', async () => {
    const done = (await confirm((await preview({ action: 'close', symbol: 'XRPUSDT' })).preview)).json()
    expect(done.isDone).toBe(true)
    expect(done.lines[0]).toMatch(
      /^closed XRPUSDT \(\w+\), net .* USDT; the exchange shows 0 open and 0 orders$/,
    )
    const gone = await page().post('/act/preview', { action: 'close', symbol: 'XRPUSDT' })
    expect([gone.status, gone.json()]).toEqual([
      409,
      { error: 'XRPUSDT has no position of ours', todo: expect.any(String) },
    ])
  })

  test('a page that only shows does nothing, and says so', async () => {
    const readOnly = await openAPage(operator().file, { canAct: false })
    for (const asked of [
      { action: 'halt', reason: 'x' },
      { action: 'flatten', halt: false },
    ]) {
      const { status, text } = await readOnly.post('/act/preview', asked)
      expect([status, JSON.parse(text).error]).toEqual([403, expect.stringContaining('only shows')])
    }
    expect((await readOnly.post('/act/confirm', { preview: 'x' })).status).toBe(403)
    expect((await readOnly.ask('/api/now')).json().stack).toMatchObject({ canAct: false })
    await readOnly.close()
  })

  test('flatten closes everything, and halts first if asked', async () => {
    const done = (await confirm((await preview({ action: 'flatten', halt: true })).preview)).json()
    expect(done).toMatchObject({ isDone: true, lines: [expect.stringMatching(/^closed ETHUSDT/)] })
    const { account } = await page().until(
      ({ positions, orders, account }) =>
        positions.length + orders.length === 0 && account?.differences.length === 0,
    )
    expect(account?.halts).toMatchObject([{ by: 'operator' }])
  })
}
