import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBinanceExchange } from '#binance/binance.ts'
import { createFaults } from '#paper/faults/faults.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { serveVenue } from '../../../infra/local/market/serve.ts'
import { rehearse } from '../../../infra/operator/commands/rehearse.ts'
import type { Connection } from '../../../infra/operator/connect/connection.ts'
import type { Judged } from '../../../infra/operator/rehearse/judged.ts'
import { aLife } from '../../in-process/life.ts'
import { deployment, openSystem } from '../../in-process/system.ts'
import { memoryForTests } from '../../table/memory-table.ts'

export const symbol = 'ETHUSDT'

/**
 * A deployment on the demo venue, which the paper venue replaces over HTTP, with the test's faults. Time moves only
 * when something waits.
 */
export async function aDemo(...rules: readonly FaultRule[]) {
  const faults = createFaults(rules)
  const stored = await memoryForTests().createTable()
  const system = await openSystem(memoryForTests(), { faults, symbol, price: '2500', stored })
  const { clock, state, settings } = system
  const script = {
    /** Whether the market rises when a take-profit stands a tick away; slowly: a list shows it before it fills. */
    rises: 'at once' as 'at once' | 'slowly' | 'never',
    /**
     * Whether the market falls to the stops at the moment of the close, so that they find nothing to sell at the next
     * price; shown: a list shows them as triggered before that.
     */
    falls: 'never' as 'never' | 'shown' | 'unshown',
    /** Whether the process dies with its latest line. */
    dies: (_line: string) => false,
    /** Whether a list of orders shows this one. */
    lists: (_clientId: string) => true,
  }
  let [offers, listsSince] = [0, 0]
  const happens = (url: string, body: string): void => {
    if (body.includes('type=TAKE_PROFIT_MARKET')) offers += 1
    else if (offers < 2 || !url.includes('/openAlgoOrders')) return
    else listsSince += 1
    const isNear = offers === 2 && listsSince === 0 // The first one is far away.
    if (isNear && script.rises === 'at once') system.move('2500.10')
    if ((isNear || listsSince === 2) && script.rises === 'slowly') system.tick('2500.10', symbol)
  }
  let listsAfterFall: number | undefined
  const falls = (url: string, body: string): void => {
    const isClosed = listsAfterFall !== undefined
    if (/newClientOrderId=[\w-]+-c\d/.test(body)) listsAfterFall ??= 0
    else if (isClosed && url.includes('/openAlgoOrders')) listsAfterFall = (listsAfterFall ?? 0) + 1
    else return
    if (listsAfterFall === 0 || listsAfterFall === (script.falls === 'shown' ? 3 : 1))
      system.tick('2300', symbol)
  }
  const served = await serveVenue({
    fetch: async (url, init) => {
      if (script.falls !== 'never') falls(String(url), String(init?.body))
      const answer = await system.venue.fetch(url, init)
      happens(String(url), String(init?.body))
      if (!answer.ok || !String(url).includes('/openAlgoOrders')) return answer
      const rows = (await answer.json()) as readonly { readonly clientAlgoId: string }[]
      return Response.json(rows.filter(row => script.lists(row.clientAlgoId)))
    },
  })
  let dead = false
  const mortal = {
    now: clock.now,
    sleep: (ms: number) => (dead ? new Promise<never>(() => {}) : clock.sleep(ms)),
  }
  const said: string[] = []
  const asked: string[] = []
  const keys = { apiKey: settings.apiKey, secret: settings.secret, venue: 'demo', clock } as const
  const exchangeOverheard: Connection['exchangeOverheard'] = async overhear =>
    createBinanceExchange({ ...keys, endpoint: served.url, overhear })
  const connection: Connection = {
    stack: {
      ...{ name: 'demo on this machine', local: true, outputs: {}, clock, keepTime: async () => {} },
      ...{ feedUrl: undefined, exchangeUrl: served.url },
    },
    configuration: loadConfiguration({ QT_PAPER_TRADING: 'false', STAGING_MODE: 'true' }),
    said: {},
    deployment,
    state,
    ...stored,
    output: name => name,
    exchange: () => exchangeOverheard(fetch => fetch),
    exchangeOverheard,
    isCarried: false,
    context: async () => ({
      exchange: system.exchange,
      state,
      clock: mortal,
      telemetry: system.told.telemetry,
    }),
    say: line => {
      said.push(line)
      dead ||= script.dies(line)
    },
  }
  const file = join(mkdtempSync(join(tmpdir(), 'qt-rehearsal-')), 'kept.jsonl')
  return {
    ...{ system, faults, said, asked, file, keys, connection, script },
    /**
     * The close queue: the message for the rehearsal's death keeps waiting, everything else goes to close-cleanup at
     * once.
     */
    async rehearse(hold = 1) {
      const answer = await rehearse(
        connection,
        symbol,
        { yes: true, hold, file },
        async (positionId, group) => {
          asked.push(group)
          if (group !== positionId) return
          await system.close({ v: 1, positionId, reason: 'operator' }, aLife(), 'queue')
        },
      )
      return { ...answer, data: answer.data as Judged }
    },
    /** The exchange's own books. */
    async books() {
      const { exchange } = system
      const [regular, algo] = [await exchange.openOrders(symbol), await exchange.openAlgoOrders(symbol)]
      return { open: await exchange.position(symbol), orders: [...regular, ...algo] }
    },
    close: served.close,
  }
}

export const nothing = { open: undefined, orders: [] }
