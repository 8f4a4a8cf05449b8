import type { FunctionUse } from '../function-use.ts'
import type { CostMeasure } from '../measure.ts'
import { tableOf } from '../table.ts'
import { total } from './line.ts'
import { linesTable, usd } from './lines-table.ts'
import { asOf, assumptions, prices } from './prices.ts'

const daysPerMonth = 365 / 12

/** The cost, as titles and tables. */
export function showCost({ cost }: CostMeasure): readonly (readonly [string, string])[] {
  const { fixed, idle, days, marginal, signals, trades, egress, rule, channel, told, tradingMetrics } = cost
  const more = tradingMetrics * (prices.metric.usd / daysPerMonth)
  return [
    ['AWS a day with nothing open, USD: usage', linesTable(idle)],
    [
      'AWS a day, USD: fixed charges (their prices are by the month)',
      `${linesTable(fixed)}\nEvery metric that trading emits, in every hour: ${usd(more)} a day more (${tradingMetrics} metrics).`,
    ],
    ['AWS a day with so many positions open, USD: usage', daysTable(days)],
    [
      'AWS per position-day, USD',
      `${perPositionTable(days)}\nOne position more adds ${usd(marginal)} a day.`,
    ],
    ['AWS per 1,000 signals that are refused, USD', linesTable(signals)],
    ['AWS per 1,000 positions opened and closed, USD', linesTable(trades)],
    ['One fixed address (-c egress=fixed) adds a day, USD', linesTable(egress)],
    ...Object.entries(rule).map(
      ([interval, lines]) => [`A rule on candles of ${interval} adds a day, USD`, linesTable(lines)] as const,
    ),
    ['One channel of notify adds a day when nothing is told, USD', linesTable(channel)],
    ['AWS per 1,000 things that are told in one channel, USD', linesTable(told)],
    ['Prices', `${pricesTable()}\n${notes}`],
  ]
}

const daysTable = (days: CostMeasure['cost']['days']): string => {
  const [first] = days
  const whats = first?.usage.map(({ what }) => what) ?? []
  return tableOf(
    ['open', ...days.map(({ positions }) => String(positions))],
    [
      ...whats.map((what, index) => [what, ...days.map(({ usage }) => usd(usage[index]?.usd ?? 0))]),
      ['together', ...days.map(({ usage }) => usd(total(usage)))],
      [`… at ${2 * expressGb * 1024} MB for a run`, ...days.map(day => usd(day.withTwoChunks))],
    ],
  )
}

const perPositionTable = (days: CostMeasure['cost']['days']): string =>
  tableOf(
    ['open', ...days.map(({ positions }) => String(positions))],
    [
      ['usage, all of it', ...days.map(({ perPosition }) => usd(perPosition))],
      ['usage and fixed charges', ...days.map(({ withFixed }) => usd(withFixed))],
      ['paper venue adds', ...days.map(({ paper }) => usd(paper))],
      ['as a Standard workflow: its transitions alone', ...days.map(({ standard }) => usd(standard))],
    ],
  )

const pricesTable = (): string =>
  tableOf(
    ['per', 'USD', 'check at'],
    Object.values(prices).map(({ usd: amount, per, page }) => [per, String(amount), page]),
  )

const { tableMs, exchangeMs, expressGb, pollsPerDay, secretReadsPerDay } = assumptions
const notes = `List prices of ap-northeast-1 as of ${asOf}, from memory of AWS's pages, without free tier and tax: check each at its page.
Resources are read from the synthesized templates of live; table units, requests, log bytes and processor time are measured.
Assumed: ${tableMs} ms for a request to the table, ${exchangeMs} ms to Binance, ${expressGb * 1024} MB for a run, ${pollsPerDay} polls a day of each
idle queue, ${secretReadsPerDay} reads of the secret a day by each environment. Processor time is this machine's, the paper venue's work in it.`

/** The memory and time of each function. */
export function showMemory({ use, inventory, sizes }: CostMeasure): string {
  return tableOf(
    ['function', 'memory', 'resident at start', 'grew by', 'processor per call'],
    inventory.functions.map(({ name, memoryMb }) => {
      const loaded = sizes?.find(each => each.name.endsWith(name))?.residentMb
      return [
        name,
        `${memoryMb} MB`,
        loaded === undefined ? '–' : `${loaded.toFixed(0)} MB`,
        `${(use.grownMb[name] ?? 0).toFixed(0)} MB`,
        times(use, name),
      ]
    }),
  )
}

const times = ({ phases }: FunctionUse, name: string): string =>
  Object.entries(phases)
    .flatMap(([phase, uses]) => (uses[name] ? [`${phase} ${uses[name].cpuMs.toFixed(0)} ms`] : []))
    .join(', ')
