import Table from 'cli-table3'
import type { Breaches } from '../judge/promises.ts'
import type { Report } from '../judge/report.ts'
import { paint } from './colours.ts'

/** The two orders of high and low inside a candle, and the net result that each one led to. */
export interface PathResults {
  readonly played: { readonly path: string; readonly net: string }
  readonly other: { readonly path: string; readonly net: string } | undefined
}

/** What a finished run came to, for a person. */
export function summary(report: Report, breaches: Breaches, paths: PathResults): string {
  return [
    '',
    paint.bold('Signals'),
    signals(report),
    '',
    paint.bold('Positions'),
    positions(report),
    '',
    ...results(report, paths),
    '',
    paint.bold('Promises'),
    ...Object.entries(breaches).map(([name, seen]) => promise(name, seen)),
  ].join('\n')
}

function signals({ signals: { received, accepted, rejected } }: Report): string {
  const refused = Object.entries(rejected).sort(([, a], [, b]) => b - a)
  const rows = refused.map(([reason, count]) => `  ${reason.padEnd(22)} ${count}`)
  return [`  received ${received}, accepted ${accepted}, refused:`, ...rows].join('\n')
}

function positions(report: Report): string {
  if (report.positions.length === 0) return '  none'
  const table = new Table({
    head: [
      'opened',
      'symbol',
      'side',
      'source',
      'entry',
      'exit',
      'reason',
      'tier',
      'gross',
      'fees',
      'net',
      'naked',
    ],
    style: { head: [], border: [], compact: true },
    colAligns: Array.from({ length: 12 }, (_, column) => (column >= 7 ? 'right' : 'left')),
  })
  for (const position of report.positions) {
    table.push([
      position.openedAt.slice(11, 19),
      position.symbol,
      `${position.side} ${position.leverage}x`,
      position.source,
      price(position.entryPrice),
      price(position.exitPrice),
      position.reason,
      String(position.highestTier),
      money(position.grossPnl),
      money(position.fees),
      coloured(position.netPnl),
      `${position.nakedMs} ms`,
    ])
  }
  return table.toString()
}

function results(report: Report, { played, other }: PathResults): string[] {
  const paths = [played, ...(other ? [other] : [])].map(({ path, net }) => `${coloured(net)} USDT (${path})`)
  return [
    `${paint.bold('Net PnL')}  ${paths.join(', ')}`,
    '         The path inside each candle is assumed, not recorded: at high leverage it decides most stops.',
    `${paint.bold('Emergency closes')}  ${report.emergencyCloses}`,
    `${paint.bold('Ticks')}  ${report.ticks.held} of ${report.ticks.due} held, ${report.ticks.due - report.ticks.held} missed`,
    `${paint.bold('Request weight per minute')}  ${report.weight.perMinuteMean} on average, ${report.weight.perMinuteMax} at most`,
    `${paint.bold('Orders left on the venue')}  ${report.ordersLeft}`,
  ]
}

function promise(name: string, seen: readonly string[]): string {
  if (seen.length === 0) return `  ${paint.green('held  ')} ${name}`
  return [
    `  ${paint.red('BROKEN')} ${name}`,
    ...seen.slice(0, 10).map(breach => `           ${breach}`),
  ].join('\n')
}

const price = (text: string) => String(Number(Number(text).toPrecision(7)))
const money = (text: string) => Number(text).toFixed(2)
const coloured = (text: string) =>
  Number(text) >= 0 ? paint.green(`+${money(text)}`) : paint.red(money(text))
