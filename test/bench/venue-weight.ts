import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { binanceFeed } from '#paper/feed/binance-feed.ts'
import { dynamoTapes } from '#paper/feed/dynamo-tapes.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { openMarket } from '../../infra/local/market/market.ts'
import { serveMarket } from '../../infra/local/market/market-server.ts'
import { signed, virtualClock } from '../paper/builder.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import type { Budget } from './budget.ts'
import { manySymbols } from './many-symbols.ts'

/** The weight that Binance counts against the address while functions watch paper positions on AWS. */
export interface WeightMeasure {
  readonly positions: number
  /** The most of all minutes. */
  readonly perMinute: number
  /** The same while every tenth inspect of a tick moves a stop: three requests, 400 ms apart. */
  readonly perBusyMinute: number
}

const addressLimit = 2_400
const start = Date.parse('2025-05-05T00:00:00Z')
const ticksPerMinute = 6
/** From survey's look to the inspects', on warm functions. */
const inspectsAfterMs = 700

type Params = Readonly<Record<string, string | number | boolean>>

/**
 * Survey and one inspect per position, each a process of its own on one table, against a recorded market that serves
 * Binance's public endpoints and counts their weights.
 */
export async function measureWeight(dynamo: LocalDynamo, positions: number): Promise<WeightMeasure> {
  const { names, rules } = manySymbols(positions)
  const folder = mkdtempSync(join(tmpdir(), 'venue-weight-'))
  for (const [index, name] of names.entries()) writeFileSync(join(folder, `${name}-1m-a.csv`), minutes(index))
  const market = openMarket({ klines: [folder], stepMs: 250 })
  rmSync(folder, { recursive: true })
  const clock = virtualClock(start + 120_000)
  const served = await serveMarket(market, clock)
  const { documents, table } = await dynamo.createTable()
  const settings = { ...defaultPaperSettings, latencyMs: 0, startingBalance: '10000000' }
  let most = 0
  const counting: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    most = Math.max(most, Number(answer.headers.get('x-mbx-used-weight-1m')))
    return answer
  }
  const openProcess = () => {
    const venue = createPaperVenue({
      store: dynamoVenueStore({ documents, table, clock }),
      feed: binanceFeed({
        clock,
        baseUrl: served.url,
        fetch: counting,
        timeoutMs: 60_000,
        tapes: dynamoTapes({ documents, table, clock }),
      }),
      clock,
      rules,
      settings: { ...settings, weightLimit: 1e9, orderLimit10s: 1e9, orderLimit1m: 1e9 },
    })
    return async (method: string, path: string, params: Params) => {
      const answer = await venue.fetch(...signed(method, path, params, settings, clock.now()))
      if (!answer.ok) throw new Error(`Expected ${method} ${path} to be taken, got ${await answer.text()}`)
    }
  }
  const stopOf = (symbol: string, id: string, away: number): Params => ({
    symbol,
    side: 'SELL',
    algoType: 'CONDITIONAL',
    type: 'STOP_MARKET',
    quantity: '0.01',
    reduceOnly: true,
    workingType: 'MARK_PRICE',
    triggerPrice: (50_000 + away).toFixed(1),
    clientAlgoId: id,
  })
  const survey = openProcess()
  const inspects = names.map(openProcess)
  for (const symbol of names) {
    await survey('POST', '/v1/marginType', { symbol, marginType: 'ISOLATED' })
    await survey('POST', '/v1/order', { symbol, side: 'BUY', type: 'MARKET', quantity: '0.01' })
    await survey('POST', '/v1/algoOrder', stopOf(symbol, `${symbol}-0`, 0))
  }

  const aMinute = async (minute: number, isBusy: boolean): Promise<number> => {
    most = 0
    for (let tick = 0; tick < ticksPerMinute; tick++) {
      clock.advance(start + minute * 60_000 + tick * 10_000 - clock.now())
      await survey('GET', '/v3/positionRisk', {})
      clock.advance(inspectsAfterMs)
      // All at one instant of the market; a few at a time on this machine.
      await inGroups(names, symbol =>
        inspects[names.indexOf(symbol)]?.('GET', '/v1/openAlgoOrders', { symbol }),
      )
      const moved = names.filter((_, index) => isBusy && index % 10 === tick)
      for (const step of [1, 2, 3]) {
        clock.advance(400)
        const ids = (symbol: string) => `${symbol}-${minute}-${tick}-${step}`
        await Promise.all(
          moved.map(symbol =>
            inspects[names.indexOf(symbol)]?.(
              'POST',
              '/v1/algoOrder',
              stopOf(symbol, ids(symbol), minute * 100 + tick * 10 + step),
            ),
          ),
        )
      }
    }
    return most
  }
  await aMinute(3, false)
  const quiet = [await aMinute(4, false), await aMinute(5, false)]
  const perBusyMinute = await aMinute(6, true)
  await served.close()
  return { positions, perMinute: Math.max(...quiet), perBusyMinute }
}

const groupSize = 5

async function inGroups(
  symbols: readonly string[],
  work: (symbol: string) => Promise<void> | undefined,
): Promise<void> {
  for (let first = 0; first < symbols.length; first += groupSize)
    await Promise.all(symbols.slice(first, first + groupSize).map(work))
}

/** Ten minutes around 60,000 that come nowhere near a stop at 50,000. */
function minutes(seed: number): string {
  const lines = Array.from({ length: 10 }, (_, index) => {
    const open = 60_000 + 40 * Math.sin(seed + index)
    const close = 60_000 + 40 * Math.sin(seed + index + 1)
    const prices = [open, Math.max(open, close) + 15, Math.min(open, close) - 15, close]
    return [start + index * 60_000, ...prices.map(price => price.toFixed(1)), '250.5'].join(',')
  })
  return `${['open_time,open,high,low,close,volume', ...lines].join('\n')}\n`
}

export const weightBudgets = (measures: readonly WeightMeasure[]): readonly Budget[] =>
  measures.map(({ positions, perBusyMinute }) => ({
    what: `Binance's weight per minute for ${positions} paper positions, some moving`,
    expected: `at most ${addressLimit}`,
    measured: String(perBusyMinute),
    held: perBusyMinute <= addressLimit,
    hard: true,
  }))
