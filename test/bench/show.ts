import colours from 'picocolors'
import { againTable } from './again.ts'
import type { Budget } from './budget.ts'
import { showCost, showMemory } from './cost/show.ts'
import type { Consumed } from './dynamo-meter.ts'
import { labTable } from './lab.ts'
import { monthsTable } from './lab-months.ts'
import { threadsTable } from './lab-threads.ts'
import type { Measured } from './measure.ts'
import type { NakedMeasure } from './naked.ts'
import type { StormNaked, StormsNaked } from './naked-in-storms.ts'
import { sentinelTable } from './sentinel.ts'
import { livesTable } from './sentinel-life.ts'
import { paperTable } from './sentinel-on-paper.ts'
import { weightsTable } from './sentinel-weight.ts'
import { type BundleMeasure, megabytes } from './sizes.ts'
import { tableOf } from './table.ts'
import type { TickMeasure } from './ticks.ts'
import type { VenueMeasure } from './venue.ts'
import { webhookTable } from './webhook.ts'

const paint = colours.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR)

/** All measurements, for the reader. */
export function show({
  machine,
  sizes,
  ticks,
  naked,
  storms,
  cost,
  venue,
  again,
  lab,
  months,
  threads,
  webhook,
  sentinel,
  heardOnPaper,
  heardWeights,
  lives,
  budgets,
}: Measured): string {
  const one = ticks.find(({ positions }) => positions === 1)
  const sections = [
    `Node ${machine.node}, ${machine.arch}, ${machine.cores} cores. Times in ms depend on this machine and on what else it does;\ncompare them by the ratios (×), which are taken within this run.`,
    sizes && section('Bundles, minified, imported in fresh processes', sizesTable(sizes)),
    ticks.length > 0 && section('Watching positions that hold', ticksTable(ticks, one)),
    ticks.length > 0 && tickNotes(ticks),
    naked &&
      section(`Naked time, real clock, injected round trip ${naked.roundTripMs} ms`, nakedTable(naked)),
    storms && section('Naked time in storms, virtual clock, a request takes 4 to 90 ms', stormsTable(storms)),
    cost && section('Memory and processor time of the functions, on the local run', showMemory(cost)),
    ...(cost ? showCost(cost).map(([title, body]) => section(title, body)) : []),
    venue && section('The paper venue by itself', venueTable(venue)),
    again && section('The same market and signals, played again', againTable(again)),
    lab && section('The lab, over the sample', labTable(lab)),
    months && section('The lab, over markets that walk at random', monthsTable(months)),
    threads && section('The lab, a sweep over the sample', threadsTable(threads)),
    webhook && section('Signals over HTTPS, on the local run', webhookTable(webhook)),
    sentinel &&
      section(
        `What a sentinel hears, real clock, injected round trip ${sentinel.roundTripMs} ms`,
        sentinelTable(sentinel),
      ),
    heardOnPaper && section('What a sentinel hears on paper, real clock', paperTable(heardOnPaper)),
    heardWeights &&
      section('Request weight with a sentinel, of the busiest minute', weightsTable(heardWeights)),
    lives && section('What a sentinel takes', livesTable(lives)),
    section('Expected and measured', budgetsTable(budgets)),
  ]
  return sections.filter(Boolean).join('\n\n')
}

const section = (title: string, body: string): string => `${paint.bold(title)}\n${body}`

const sizesTable = (sizes: readonly BundleMeasure[]): string =>
  tableOf(
    ['bundle', 'size', 'import, median', '× empty module', 'resident then'],
    sizes.map(each => [
      each.name,
      each.bytes < 10_000 ? `${each.bytes} B` : megabytes(each.bytes),
      `${each.importMs.toFixed(1)} ms`,
      each.timesEmpty.toFixed(0),
      `${each.residentMb.toFixed(0)} MB`,
    ]),
  )

const unitsOf = ({ requests, readUnits, writeUnits }: Consumed): string =>
  `${requests.toFixed(0)} (${readUnits.toFixed(0)} r, ${writeUnits.toFixed(0)} w)`

const ticksTable = (ticks: readonly TickMeasure[], one: TickMeasure | undefined): string =>
  tableOf(
    [
      'open',
      'tick, median',
      'slowest',
      'survey',
      '× 1 open',
      'weight/min',
      'at most',
      'DynamoDB/tick',
      '/position',
    ],
    ticks.map(each => [
      String(each.positions),
      `${each.tickMs.toFixed(0)} ms`,
      `${each.slowestTickMs.toFixed(0)} ms`,
      `${each.surveyMs.toFixed(0)} ms`,
      one ? (each.tickMs / one.tickMs).toFixed(1) : '–',
      String(each.weightPerMinute),
      String(each.weightBudget),
      unitsOf(each.table),
      each.positions > 0 ? (each.table.requests / each.positions).toFixed(2) : '–',
    ]),
  )

function tickNotes(ticks: readonly TickMeasure[]): string {
  const [fewest, most] = [ticks.at(0), ticks.at(-1)]
  if (!fewest || !most) return ''
  const more = (unit: keyof Consumed) =>
    number((most.table[unit] - fewest.table[unit]) / (most.positions - fewest.positions))
  const marginal =
    fewest === most
      ? ''
      : `\nEach position more adds ${more('requests')} DynamoDB requests, ${more('readUnits')} r and ${more('writeUnits')} w to a tick.`
  return `A tick here is survey and all inspects, inspects at once, on one thread that also plays the venue and the table;
on AWS each inspect has a machine of its own. Weight is the venue's own count, after a minute that is not counted,
in which each client reads the exchange's clock once (weight 1). r, w: read and write units of DynamoDB.
With nothing open there is one tick a minute. A survey that finds the tick claimed takes ${unitsOf(most.unclaimed)}.${marginal}`
}

const number = (value: number): string => value.toFixed(2).replace(/\.?0+$/, '')

const nakedTable = (naked: NakedMeasure): string =>
  tableOf(
    ['', 'measured', '× round trip'],
    [
      [
        `entry, median of ${naked.positions}`,
        `${naked.entryMs.toFixed(0)} ms`,
        naked.entryRoundTrips.toFixed(2),
      ],
      [
        'entry, worst',
        `${naked.worstEntryMs.toFixed(0)} ms`,
        (naked.worstEntryMs / naked.roundTripMs).toFixed(2),
      ],
      [`${naked.ratchets} ratchets, together`, `${naked.ratchetMs.toFixed(0)} ms`, '–'],
      [
        'a tick that ratchets all (not naked)',
        `${naked.ratchetTickMs.toFixed(0)} ms`,
        (naked.ratchetTickMs / naked.roundTripMs).toFixed(1),
      ],
    ],
  )

const stormsTable = ({ calm, faulty }: StormsNaked): string => {
  const row = (name: string, { storms, faults, positions, spans }: StormNaked) => [
    name,
    ...[storms, faults, positions].map(String),
    ...[spans.entry, spans.ratchet, spans.fault].map(
      ({ medianMs, mostMs }) => `${medianMs.toFixed(0)} / ${mostMs.toFixed(0)} ms`,
    ),
  ]
  return tableOf(
    [
      'median / most of a position',
      'storms',
      'faults',
      'positions',
      'entry',
      'between two stops',
      'otherwise',
    ],
    [row('without a fault', calm), row('with faults', faulty)],
  )
}

const venueTable = ({ core, wire, streams, weights, day }: VenueMeasure): string =>
  tableOf(
    ['', 'measured'],
    [
      ['orders per second, core', core.ordersPerSecond.toFixed(0)],
      ['orders per second, direct', wire.ordersPerSecond.direct.toFixed(0)],
      ['orders per second, HTTP', wire.ordersPerSecond.http.toFixed(0)],
      ['one order over HTTP, median', `${wire.orderMs.toFixed(2)} ms`],
      ...streams.ordersPerSecond.map(({ listeners, orders }) => [
        `orders per second, ${listeners} listening`,
        orders.toFixed(0),
      ]),
      ['market messages per second', streams.messagesPerSecond.toFixed(0)],
      ['a second of one book at 100 ms', `${streams.bookMs.toFixed(1)} ms`],
      ['price steps per second, core', core.stepsPerSecond.toFixed(0)],
      ['price steps per second, HTTP', wire.stepsPerSecond.toFixed(0)],
      ['price step, 1,000 orders on 100 symbols', `${core.thousandOrdersUs.toFixed(2)} µs`],
      ...core.resting.flatMap(({ orders, pairsPerSecond, fillingStepUs }) => [
        [
          `placed and cancelled among ${orders.toLocaleString('en-US')} resting orders`,
          `${pairsPerSecond.toFixed(0)} a second`,
        ],
        [
          `price step that fills the best of ${orders.toLocaleString('en-US')}`,
          `${fillingStepUs.toFixed(0)} µs`,
        ],
      ]),
      ...core.quietStepUs.map(({ orders, us }) => [
        `price step, ${orders} on one symbol`,
        `${us.toFixed(2)} µs`,
      ]),
      ...weights.map(({ positions, perMinute, perBusyMinute }) => [
        `Binance's weight a minute, ${positions} open`,
        `${perMinute}, busy ${perBusyMinute}`,
      ]),
      ['market played: steps, requests', `${day.steps}, ${day.requests} in ${day.seconds.toFixed(1)} s`],
      ['positions, trades, liquidations', `${day.positions}, ${day.trades}, ${day.liquidations}`],
      ['books', day.books.map(each => each.slice(0, 12)).join(' ')],
    ],
  )

const budgetsTable = (budgets: readonly Budget[]): string =>
  tableOf(
    ['', 'expected', 'measured', ''],
    budgets.map(({ what, expected, measured, held, hard }) => [
      what,
      expected,
      measured,
      verdict(held, hard),
    ]),
  )

function verdict(held: boolean, hard: boolean): string {
  if (held) return paint.green('pass')
  return hard ? paint.red('FAIL') : paint.yellow('over')
}
