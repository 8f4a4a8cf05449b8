import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb'
import { createBinanceExchange } from '#binance/binance.ts'
import { paces } from '#domain/latency.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { MemoryTable } from '../../../infra/lab/memory-table.ts'
import { type OpenedLab, openLab } from '../../../infra/lab/opened.ts'
import type { Scheduler } from '../../../infra/lab/scheduler.ts'
import { type Market, markAt } from '../../../infra/local/market/market.ts'
import { openPlan, type Plan } from '../../../infra/local/play/plan.ts'
import type { ArrivingLine } from '../../../infra/local/play/signal-lines.ts'
import type { Connection } from '../../../infra/operator/connect/connection.ts'
import { recordingTelemetry } from '../../in-process/recording-telemetry.ts'
import { writeMarket } from '../../lab/a-market.ts'
import { virtualClock } from '../../paper/builder.ts'
import { chance } from '../../storm/chance.ts'
import { plainTable } from '../../table/memory-table.ts'
import { dayMs, hourMs, minuteMs } from './a-week.ts'

const symbol = 'ETHUSDT'
const start = Date.parse('2025-02-03T00:00:00Z')
export const deployment = 'paper'

/** One count of a function, as CloudWatch has it. */
export interface Counted {
  readonly name: string
  readonly by: string
  readonly at: number
  readonly value: number
}

export interface LabWeek {
  /** The operator at it, once it is over. */
  readonly connection: Connection
  readonly counted: readonly Counted[]
}

export interface WeekAsked {
  readonly days: number
  readonly environment: Readonly<Record<string, string>>
  readonly signals: (market: Market) => readonly ArrivingLine[]
  /** From then on the table throttles the watch's own reads and writes. */
  readonly diesAt?: number
}

/** Days of a made-up market, played by the lab and an hour longer: its table, its counts and its venue's books. */
export async function aLabWeek({ days, environment, signals, diesAt }: WeekAsked): Promise<LabWeek> {
  const plan = planOf(days, environment)
  const counted: Counted[] = []
  const told = {
    line: () => {},
    counted: (name: string, value: number, at: number, by: string) =>
      void counted.push({ name, by, at, value }),
  }
  const tableAt = (time: Scheduler) => throttledFrom(diesAt, time)
  const lab = await openLab(plan, plan.startAt, { pace: paces.usual, quota: 1_000, told, tableAt })
  await lab.run(async () => {
    for (const { body, at } of signals(plan.market)) {
      await lab.until(at)
      lab.engine.sendSignal(body)
    }
    await lab.until(plan.market.to)
    await lab.closeAll(line => {
      throw new Error(line)
    })
  })
  return { connection: connectionTo(lab, plan), counted }
}

function planOf(days: number, environment: WeekAsked['environment']): Plan {
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-week-'))
  try {
    const asked = {
      start,
      minutes: days * 24 * 60 + 60,
      roughness: 0.0006,
      signals: 0,
      symbols: [symbol],
    } as const
    const { klines, funding } = writeMarket(folder, chance(1), asked)
    return openPlan({ klines, funding, path: 'adverse-first', environment }, [])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function throttledFrom(diesAt: number | undefined, time: Scheduler): MemoryTable {
  const table = plainTable()
  if (diesAt === undefined) return table
  const send: typeof table.documents.send = async (command: { readonly input: object }) => {
    const { Key } = command.input as { readonly Key?: { readonly pk?: string } }
    if (Key?.pk === 'WATCH' && time.now() >= diesAt)
      throw new ProvisionedThroughputExceededException({ message: 'The level was exceeded', $metadata: {} })
    return table.documents.send(command as never) as never
  }
  return { ...table, documents: Object.assign(Object.create(table.documents), { send }) }
}

/** From now on only the operator's requests move time. */
function connectionTo({ time, table, store, state }: OpenedLab, plan: Plan): Connection {
  const { configuration, market, environment: said } = plan
  const clock = virtualClock(time.now())
  const { apiKey, secret } = defaultPaperSettings
  const settings = { startingBalance: configuration.paperBalance }
  const venue = createPaperVenue({ store, feed: market.feed, clock, rules: shippedRules, settings })
  const exchange = createBinanceExchange({ ...{ apiKey, secret, clock }, venue: 'paper', fetch: venue.fetch })
  const { telemetry } = recordingTelemetry()
  return {
    stack: {
      ...{ name: 'paper in the lab', local: true, outputs: {}, clock, keepTime: async () => {} },
      ...{ feedUrl: undefined, exchangeUrl: undefined },
    },
    ...{ configuration, said, deployment, state, isCarried: false, say: () => {} },
    ...{ documents: table.documents, table: table.table },
    output: name => name,
    exchange: async () => exchange,
    exchangeOverheard: async () => exchange,
    context: async () => ({ exchange, state, clock, telemetry }),
  }
}

const spanMs = 4 * hourMs
const heldMs = 10 * minuteMs

const line = (at: number, said: object): ArrivingLine => ({
  at,
  body: JSON.stringify({ ...{ symbol, confidence: 0.9, timestamp: at }, ...said }),
})

/** With hindsight: of each four hours the ten minutes that moved most, in their direction. */
export const hindsight = (market: Market): readonly ArrivingLine[] =>
  spans(market).flatMap(from => {
    const price = (at: number) => Number(markAt(market, symbol, at))
    const moves = Array.from({ length: 20 }, (_, index) => from + (1 + index) * heldMs).map(at => ({
      at,
      move: price(at + heldMs) / price(at) - 1,
    }))
    const [best] = moves.toSorted((a, b) => Math.abs(b.move) - Math.abs(a.move))
    if (!best) return []
    const said = { source: 'hindsight', leverage: 3, stopLossPct: 0.3 }
    return [
      line(best.at, { ...said, action: best.move > 0 ? 'BUY' : 'SELL' }),
      line(best.at + heldMs, { source: 'hindsight', action: 'CLOSE' }),
    ]
  })

/** Heads is up, at the highest leverage there is. */
export const aCoin = (market: Market): readonly ArrivingLine[] =>
  spans(market).map((from, index) => {
    const action = chance(7).share(`toss ${index}`) < 0.5 ? 'BUY' : 'SELL'
    return line(from + hourMs, { source: 'coin', leverage: 125, action })
  })

const spans = ({ from, to }: Market): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / spanMs) }, (_, index) => from + index * spanMs)

export const endOf = (days: number): number => start + days * dayMs
