import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Budget } from './budget.ts'
import { type LongMarket, type WrittenMarket, writeLongMarket } from './long-market.ts'
import type { PlayedLong } from './play-long.ts'
import { tableOf } from './table.ts'

/** Long markets in the lab: their cost, and its growth with their length. Eight symbols have rules. */
export type MonthsMeasure = readonly { readonly what: string; readonly played: PlayedLong }[]

/** Minutes. */
const day = 1_440
const startMs = Date.parse('2025-03-03T00:00:00Z')
const open = (positions: number): LongMarket => ({
  ...{ startMs, minutes: day / 2, symbols: Math.max(positions, 1), signals: positions, atOnce: true },
})
/** Five symbols, 500 signals a month of 30 days. */
const long = (days: number): LongMarket => ({
  ...{ startMs, minutes: days * day, symbols: 5, signals: Math.round((days * 500) / 30) },
})

const markets: readonly (readonly [what: string, market: LongMarket])[] = [
  ...[0, 1, 4, 8].map(count => [`${count} open for half a day`, open(count)] as const),
  ...[7, 30, 90].map(days => [`${days} days, ${long(days).signals} signals`, long(days)] as const),
]

/** Each in a process of its own, with the memory that `npm run lab` has. */
export async function measureMonths(say: (what: string) => void): Promise<MonthsMeasure> {
  const measured: { what: string; played: PlayedLong }[] = []
  for (const [what, market] of markets) {
    say(`the lab over ${what}`)
    const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-bench-'))
    try {
      measured.push({ what, played: await playApart(writeLongMarket(folder, market)) })
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  return measured
}

async function playApart(market: WrittenMarket): Promise<PlayedLong> {
  const script = fileURLToPath(new URL('play-long.ts', import.meta.url))
  const command = ['--max-semi-space-size=8', script, JSON.stringify(market)]
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
  const text = Buffer.concat(await child.stdout.toArray()).toString()
  if (text === '') throw new Error(`${script} printed nothing; its error stands above.`)
  return JSON.parse(text) as PlayedLong
}

export const monthsTable = (measured: MonthsMeasure): string =>
  tableOf(
    ['played', 'positions', 'CPU', 'market s per CPU s', 'CPU per position and look due', 'peak'],
    measured.map(({ what, played: { positions, cpuSeconds, marketSeconds, looks, peakMb } }) => [
      what,
      String(positions),
      `${cpuSeconds.toFixed(1)} s`,
      (marketSeconds / cpuSeconds).toFixed(0),
      looks > 0 ? `${((cpuSeconds * 1_000) / looks).toFixed(2)} ms` : '—',
      `${peakMb.toFixed(0)} MB`,
    ]),
  )

/** Candles of a minute, packed, of five symbols. */
const candleMbPerMonth = (30 * day * 5 * 48) / 1e6
const allowed = { monthSeconds: 90, monthMb: 500, growthMb: 15 }

export function monthsBudgets(measured: MonthsMeasure): readonly Budget[] {
  const [week, month, quarter] = measured.slice(-3).map(({ played }) => played)
  if (!week || !month || !quarter) return []
  const growth = (quarter.peakMb - month.peakMb) / 2 - candleMbPerMonth
  return [
    {
      what: 'a month of five symbols in the lab, audit included',
      expected: `< ${allowed.monthSeconds} s of CPU, < ${allowed.monthMb} MB`,
      measured: `${month.cpuSeconds.toFixed(0)} s, ${month.peakMb.toFixed(0)} MB`,
      held: month.cpuSeconds < allowed.monthSeconds && month.peakMb < allowed.monthMb,
      hard: false,
    },
    {
      what: 'a month more, beside its candles',
      expected: `< ${allowed.growthMb} MB`,
      measured: `${growth.toFixed(0)} MB`,
      held: growth < allowed.growthMb,
      hard: false,
    },
    {
      what: 'promises in months of the lab',
      expected: 'all kept',
      measured: measured.every(({ played }) => played.promisesKept) ? 'all kept' : 'broken',
      held: measured.every(({ played }) => played.promisesKept),
      hard: true,
    },
  ]
}
