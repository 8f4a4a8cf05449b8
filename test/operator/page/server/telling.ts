import { expect, test } from 'vitest'
import { api } from '../../../../infra/operator/page/serve/api.ts'
import { applied, type Whole } from '../../../../infra/operator/page/shown/change.ts'
import type { LocalOperator } from '../../an-operator.ts'
import type { APage } from '../a-page.ts'

/** ETHUSDT is open and protected. */
export function telling(page: () => APage, operator: () => LocalOperator): void {
  test('a state has the account, the position with its levels, both books and the heartbeat', async () => {
    const { wholes, changes } = await page().hear(({ wholes: [whole], changes }) => {
      const now = whole && changes.reduce(applied, whole).now
      return now?.positions[0]?.liveStops !== undefined && now.account?.wallet !== undefined
    })
    const { now } = changes.reduce(applied, wholes[0] as Whole)
    expect(now.stack).toEqual({ name: 'the local stack', venue: 'paper', canAct: true })
    expect(now.account).toMatchObject({
      asset: 'USDT',
      slots: { taken: 1, most: 4 },
      halts: [],
      differences: [],
    })
    expect(now.watch).toMatchObject({ everySeconds: 10, isLate: false })
    const [position] = now.positions
    expect(position).toMatchObject({
      ...{
        symbol: 'ETHUSDT',
        side: 'short',
        state: 'open',
        leverage: 3,
        isOurs: true,
        tier: 0,
        asset: 'USDT',
      },
      ...{ source: 'desk', liveStops: 2, differences: [] },
    })
    expect(position?.stops).toHaveLength(1)
    const [level, entry, emergency] = [
      position?.stops[0]?.price,
      position?.entryPrice,
      position?.emergencyPrice,
    ]
    expect(Number(level)).toBeGreaterThan(Number(entry))
    expect(Number(emergency)).toBeGreaterThan(Number(level))
    expect(Number(position?.liquidationPrice)).toBeGreaterThan(Number(emergency))
    expect(position?.takeProfits.filter(({ state }) => state === 'placed')).toHaveLength(1)
    expect(now.orders.map(({ why }) => why)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^primary stop at .*tier 0/),
        expect.stringMatching(/^backup stop behind the primary/),
        expect.stringMatching(/^take-profit of tier 0/),
      ]),
    )
    expect(now.missing).toEqual([])
    expect(now.reading.every(({ failure }) => failure === undefined)).toBe(true)
  })

  test('a page that connects later, or again, gets the whole state first', async () => {
    const heard = await page().hear(({ changes }) => changes.length > 0)
    expect(heard.wholes).toHaveLength(1)
    const answered = await page().hear(({ wholes }) => wholes.length > 0)
    expect(answered.wholes[0]?.now.positions.map(({ symbol }) => symbol)).toEqual(['ETHUSDT'])
  })

  test('a rejected signal is shown with its reason', async () => {
    let isSent = false
    let told: Whole | undefined
    const { changes } = await page().hear(({ wholes: [whole], changes }) => {
      if (whole && !isSent) {
        isSent = true
        void operator().stack.sendSignal(
          JSON.stringify({
            ...{
              id: 'seen-on-the-page',
              symbol: 'ETHUSDT',
              action: 'SELL',
              confidence: 0.3,
              source: 'page-test',
            },
            timestamp: new Date(operator().stack.clock.now()).toISOString(),
          }),
        )
      }
      told = whole && changes.reduce(applied, whole)
      return told?.signals.some(({ source }) => source === 'page-test') === true
    })
    expect(changes.length).toBeGreaterThan(0)
    expect(told?.signals.find(({ source }) => source === 'page-test')).toMatchObject({
      ...{ verdict: 'refused', symbol: 'ETHUSDT', action: 'SELL' },
      reason: expect.stringMatching(/confidence/),
    })
  })

  test('one reader serves all pages', async () => {
    const weight = async (): Promise<number> => (await page().ask('/api/now')).json().weight.byThisPage
    const enough = ({ changes }: { changes: readonly unknown[] }) => changes.length >= 3
    const [before, begunAt] = [await weight(), performance.now()]
    await Promise.all(Array.from({ length: 6 }, () => page().hear(enough)))
    const spent = (await weight()) - before
    const seconds = (performance.now() - begunAt) / 1_000
    // One reader reads everything once for 14, and then spends 8 a second.
    expect(spent).toBeLessThan(10 * (seconds + 2))
  })

  test('the story of a position is that of qt explain, with its decisions replayed', async () => {
    const story = (await page().ask('/api/positions/ETHUSDT')).json()
    const { out } = await operator().qt('explain', 'ETHUSDT')
    const told = out.replace(/\s+/g, ' ')
    expect(story.steps.length).toBeGreaterThan(8)
    for (const { text } of story.steps) expect(told).toContain(text.replace(/\s+/g, ' '))
    expect(story.verified.decisions).toBeGreaterThan(4)
    expect(story.verified.different).toEqual([])
    expect(story.points.every(({ held }: { held?: boolean }) => held)).toBe(true)
  })

  test('the period’s result is that of qt report', async () => {
    const { here } = (await page().ask('/api/came-to')).json()
    const report = (await operator().qt('report', '--json')).json()
    expect(here.figures.all).toEqual(report.all)
    expect(here.equity.equity.length).toBe(here.equity.balance.length)
    expect((await page().ask('/api/came-to?balance=-1')).status).toBe(400)
  })

  test('candles of a symbol include the one under way', async () => {
    const { candles, intervalMs } = (await page().ask('/api/candles?symbol=ETHUSDT&interval=5m')).json()
    expect(intervalMs).toBe(300_000)
    expect(candles.at(-1).openTime).toBeGreaterThan(page().connection.stack.clock.now() - 2 * intervalMs)
    expect(candles.every((each: { low: number; high: number }) => each.low <= each.high)).toBe(true)
    expect((await page().ask('/api/candles?symbol=../x')).status).toBe(400)
    expect((await page().ask('/api/candles?symbol=ETHUSDT&interval=7m')).status).toBe(400)
    expect((await page().ask('/api/candles?symbol=NOSUCHUSDT')).json().error).toContain('Invalid symbol')
  })

  test.each(api.map(({ path }) => path))('%s answers as documented', async path => {
    const route = api.find(each => each.path === path)
    const [signal] = (await page().ask('/api/signals')).json()
    const id = path.startsWith('/api/signals') ? signal.id : 'ETHUSDT'
    const { status, text } = await page().ask(path.replace('{id}', encodeURIComponent(id)))
    expect([status, status === 200 || text]).toEqual([200, true])
    const told = JSON.parse(text)
    // A schema drops fields that it does not name.
    expect(route?.shape.parse(told)).toEqual(told)
  })

  test('what does not exist is reported, with what to do', async () => {
    expect((await page().ask('/api/positions/NOSUCHUSDT')).json()).toMatchObject({
      error: expect.stringContaining('there is no position NOSUCHUSDT'),
      todo: expect.any(String),
    })
    for (const path of ['/api/positions/NOSUCHUSDT', '/api/signals/none', '/api/none'])
      expect((await page().ask(path)).status).toBe(404)
    expect((await page().ask('/api/signals?limit=0')).status).toBe(400)
    expect((await page().ask('/api/trades?since=1')).status).toBe(400)
  })

  test('metrics are valid OpenMetrics', async () => {
    const { headers, text } = await page().ask('/metrics')
    expect(headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(text).toMatch(/^quantum_trader_open_positions 1$/m)
    expect(text).toMatch(
      /^quantum_trader_position_stop_price\{position="\w{12}",symbol="ETHUSDT",side="short",source="desk"\} \d/m,
    )
    expect(text).toMatch(/^quantum_trader_last_tick_age_seconds \d/m)
    expect(text.endsWith('# EOF\n')).toBe(true)
  })
}
