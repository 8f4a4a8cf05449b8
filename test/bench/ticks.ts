import { loadConfiguration } from '#settings/configuration.ts'
import { type VirtualClock, virtualClock } from '../paper/builder.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import type { Budget } from './budget.ts'
import { added, type Consumed, divided, nothing } from './dynamo-meter.ts'
import { type Floor, minuteMs, openFloor, startingPrice } from './floor.ts'
import { median, quantile } from './median.ts'

/** The cost of watching so many quiet positions. */
export interface TickMeasure {
  readonly positions: number
  /** Survey and all inspects on one thread, venue and table included; ms. */
  readonly tickMs: number
  readonly slowestTickMs: number
  readonly surveyMs: number
  /** Counted by the venue; the most of all minutes. */
  readonly weightPerMinute: number
  readonly weightBudget: number
  /** DynamoDB, per tick: the functions' own items. */
  readonly table: Consumed
  /** DynamoDB, per survey of a run that finds the tick claimed. */
  readonly unclaimed: Consumed
  /** Of a survey that claims its tick, and of one look at one position. */
  readonly perCall: { readonly survey: Asked; readonly inspect: Asked }
  /** DynamoDB, per tick: the paper venue's items, if the table has them. */
  readonly venueTable: Consumed
}

/** A call's use of the table, and its number of requests to the exchange. */
export interface Asked {
  readonly table: Consumed
  readonly exchange: number
}

const minutes = 3
/** An entry weighs about 85 of the 2,400 of a minute. */
const entriesPerMinute = 20
const intervalMs = loadConfiguration({}).checkIntervalSeconds * 1000
/** With nothing open a run ends after one tick, and runs start once a minute. */
export const ticksPerMinute = (positions: number): number => (positions === 0 ? 1 : minuteMs / intervalMs)

/**
 * The most that watching may weigh in a minute. With something open: the account's positions at each tick (5), and the
 * orders of each position (1) or of all (40). With nothing open: one look, and all orders of the account in both books
 * (80), which the watch otherwise reads once in ten minutes.
 */
const weightBudget = (positions: number): number =>
  positions === 0 ? 5 + 80 : 30 + Math.min(6 * positions, 240)

interface Tick {
  readonly ms: number
  readonly surveyMs: number
  readonly survey: Asked
  readonly inspects: Asked
}

/** Opens the positions, looks at them for a minute unmeasured, then for some minutes measured. */
export async function measureTicks(
  dynamo: LocalDynamo,
  positions: number,
  venueItems: 'memory' | 'table',
): Promise<TickMeasure> {
  const clock = virtualClock()
  const floor = await openFloor({ dynamo, clock, positions, latencyMs: 0, venueItems })
  await openAll(floor, clock, positions)
  await aMinute(floor, clock, positions)

  const toldBefore = floor.told.lines.length
  drain(floor)
  const ticks: Tick[] = []
  const weights: number[] = []
  for (let minute = 0; minute < minutes; minute++) {
    ticks.push(...(await aMinute(floor, clock, positions)))
    weights.push(floor.weightIn(clock.now()))
  }
  const { venueTable } = drain(floor)
  const whole = sum(ticks.flatMap(({ survey, inspects }) => [survey, inspects]))
  if (floor.told.lines.length > toldBefore)
    throw new Error(`Positions that need nothing were acted on: ${JSON.stringify(floor.told.lines.at(-1))}`)
  await floor.survey('the other run')
  return {
    positions,
    tickMs: median(ticks.map(({ ms }) => ms)),
    slowestTickMs: quantile(
      ticks.map(({ ms }) => ms),
      1,
    ),
    surveyMs: median(ticks.map(({ surveyMs }) => surveyMs)),
    weightPerMinute: Math.max(...weights),
    weightBudget: weightBudget(positions),
    table: per(whole, ticks.length).table,
    perCall: {
      survey: per(sum(ticks.map(({ survey }) => survey)), ticks.length),
      inspect: per(sum(ticks.map(({ inspects }) => inspects)), Math.max(1, ticks.length * positions)),
    },
    unclaimed: floor.table.drain(),
    venueTable: divided(venueTable, ticks.length),
  }
}

export const askedOf = (floor: Floor): Asked => ({ table: floor.table.drain(), exchange: floor.drainAsked() })
export const sum = (all: readonly Asked[]): Asked =>
  all.reduce(
    (one, other) => ({ table: added(one.table, other.table), exchange: one.exchange + other.exchange }),
    { table: nothing, exchange: 0 },
  )
export const per = ({ table, exchange }: Asked, by: number): Asked => ({
  table: divided(table, by),
  exchange: exchange / by,
})

/** In as many minutes as needed to keep the entries within the address's weight in each. */
async function openAll(floor: Floor, clock: VirtualClock, positions: number): Promise<void> {
  for (const [index, symbol] of floor.symbols.slice(0, positions).entries()) {
    if (index > 0 && index % entriesPerMinute === 0) nextMinute(floor, clock)
    await floor.open(symbol)
  }
}

const drain = ({ table, venueTable }: Floor) => ({ table: table.drain(), venueTable: venueTable.drain() })

async function aMinute(floor: Floor, clock: VirtualClock, positions: number): Promise<readonly Tick[]> {
  const ticks: Tick[] = []
  nextMinute(floor, clock)
  for (let count = ticksPerMinute(positions); count > 0; count--) {
    ticks.push(await aTick(floor, positions))
    if (count === 1) break
    clock.advance(intervalMs)
    quote(floor, clock)
  }
  return ticks
}

function nextMinute(floor: Floor, clock: VirtualClock): void {
  clock.advance(minuteMs - (clock.now() % minuteMs))
  quote(floor, clock)
}

function quote({ feed, symbols }: Floor, clock: VirtualClock): void {
  for (const symbol of symbols) feed.push(symbol, clock.now(), startingPrice)
}

async function aTick(floor: Floor, positions: number): Promise<Tick> {
  const before = performance.now()
  const rows = await floor.survey()
  const surveyed = performance.now()
  const survey = askedOf(floor)
  const closing = await floor.inspect(rows)
  const ms = performance.now() - before
  const inspects = askedOf(floor)
  if (rows.length !== positions || closing > 0)
    throw new Error(`Expected ${positions} positions that hold, got ${rows.length}, ${closing} to be closed`)
  return { ms, surveyMs: surveyed - before, survey, inspects }
}

export const tickBudgets = (measures: readonly TickMeasure[]): readonly Budget[] =>
  measures.map(({ positions, weightPerMinute, weightBudget }) => ({
    what: `request weight per minute, ${positions} open`,
    expected: `at most ${weightBudget}`,
    measured: String(weightPerMinute),
    held: weightPerMinute <= weightBudget,
    hard: true,
  }))
