import { sum } from '#domain/decimal.ts'
import type { Plan } from '../../infra/local/play/plan.ts'
import { tableOf } from '../bench/table.ts'
import type { Compared } from './came-to.ts'

interface Measured {
  readonly played: Compared
  /** Of all threads. */
  readonly cpuSeconds: number
}

/** The plan, and the result of each way of playing, side by side. */
export function comparison({ market, startAt, signals }: Plan, start: Measured, lab: Measured): string {
  const iso = (at: number) => new Date(at).toISOString().slice(0, 19)
  const sides = [start, lab].map(({ played, cpuSeconds }) => figuresOf(played, cpuSeconds))
  const names = Object.keys(sides[0] ?? {})
  return [
    `${market.symbols.join(', ')} from ${iso(startAt)} to ${iso(market.to)} UTC, ${signals.length} signals.`,
    tableOf(
      ['', 'npm start', 'npm run lab'],
      names.map(name => [name, ...sides.map(side => side[name] ?? '')]),
    ),
  ].join('\n')
}

function figuresOf({ report, records, ledgers, decisions }: Compared, cpuSeconds: number) {
  const { accepted, rejected } = report.signals
  const journal = [...records.journals].flatMap(([, story]) => story)
  const books = [...ledgers]
  const moved = journal.filter(({ event }) => event === 'stop-raised')
  const promises = Object.values(report.promises)
  const all = {
    'signals accepted': accepted,
    'signals refused': Object.values(rejected).reduce((total, each) => total + each, 0),
    positions: report.positions.length,
    fills: books.flatMap(({ trades }) => trades).length,
    'orders, conditional ones too': books.flatMap(({ orders, algoOrders }) => [...orders, ...algoOrders])
      .length,
    'stops moved': moved.length,
    'fees, USDT': report.figures.all.fees,
    'funding, USDT': report.figures.all.funding,
    'net, USDT': sum(report.positions.map(({ netPnl }) => netPnl)).toFixed(8),
    'ticks held': `${report.ticks.held} of ${report.ticks.due}`,
    'steps of journals': journal.length,
    'decisions that come out the same again': decisions.made - decisions.different.length,
    'promises kept': `${promises.filter(Boolean).length} of ${promises.length}`,
    'CPU, s': cpuSeconds.toFixed(1),
  }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, String(value)]))
}
