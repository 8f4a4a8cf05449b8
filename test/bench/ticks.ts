import { loadConfiguration } from '#runtime/configuration.ts'
import { type VirtualClock, virtualClock } from '../paper/builder.ts'
import type { LocalDynamo } from '../state/local-table.ts'
import type { Budget } from './budget.ts'
import { added, type Consumed, divided } from './dynamo-meter.ts'
import { type Floor, minuteMs, openFloor, startingPrice } from './floor.ts'
import { median, quantile } from './median.ts'

/** What watching costs with so many positions open that need nothing. */
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
  /** DynamoDB, per tick: the paper venue's items, where they are kept in the table. */
  readonly venueTable: Consumed
}

const minutes = 3
const intervalMs = loadConfiguration({}).checkIntervalSeconds * 1000
/** With nothing open a run ends after one tick, and runs start once a minute. */
export const ticksPerMinute = (positions: number): number => (positions === 0 ? 1 : minuteMs / intervalMs)

interface Tick {
  readonly ms: number
  readonly surveyMs: number
}

/** Opens the positions, looks at them for a minute unmeasured, then for some minutes measured. */
export async function measureTicks(
  dynamo: LocalDynamo,
  positions: number,
  venueItems: 'memory' | 'table',
): Promise<TickMeasure> {
  const clock = virtualClock()
  const floor = await openFloor({ dynamo, clock, positions, latencyMs: 0, venueItems })
  for (const symbol of floor.symbols.slice(0, positions)) await floor.open(symbol)
  await aMinute(floor, clock, positions)

  const toldBefore = floor.told.lines.length
  drain(floor)
  const ticks: Tick[] = []
  const weights: number[] = []
  for (let minute = 0; minute < minutes; minute++) {
    ticks.push(...(await aMinute(floor, clock, positions)))
    weights.push(floor.weightIn(clock.now()))
  }
  const used = drain(floor)
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
    weightBudget: 30 + Math.min(6 * positions, 240),
    table: divided(used.table, ticks.length),
    unclaimed: floor.table.drain(),
    venueTable: divided(used.venueTable, ticks.length),
  }
}

const drain = ({ table, venueTable }: Floor) => ({ table: table.drain(), venueTable: venueTable.drain() })

async function aMinute(floor: Floor, clock: VirtualClock, positions: number): Promise<readonly Tick[]> {
  const ticks: Tick[] = []
  clock.advance(minuteMs - (clock.now() % minuteMs))
  for (let count = ticksPerMinute(positions); count > 0; count--) {
    for (const symbol of floor.symbols) floor.feed.push(symbol, clock.now(), startingPrice)
    ticks.push(await aTick(floor, positions))
    if (count > 1) clock.advance(intervalMs)
  }
  return ticks
}

async function aTick(floor: Floor, positions: number): Promise<Tick> {
  const before = performance.now()
  const rows = await floor.survey()
  const surveyed = performance.now()
  const closing = await floor.inspect(rows)
  const ms = performance.now() - before
  if (rows.length !== positions || closing > 0)
    throw new Error(`Expected ${positions} positions that hold, came ${rows.length}, ${closing} to be closed`)
  return { ms, surveyMs: surveyed - before }
}

/** The whole of what the table bears in one minute, the surveys of overlapping runs included. */
export function tablePerMinute(measure: TickMeasure, unclaimedPerMinute: number): Consumed {
  const ticks = ticksPerMinute(measure.positions)
  return added(divided(measure.table, 1 / ticks), divided(measure.unclaimed, 1 / unclaimedPerMinute))
}

export const tickBudgets = (measures: readonly TickMeasure[]): readonly Budget[] =>
  measures
    .filter(({ positions }) => positions > 0)
    .map(({ positions, weightPerMinute, weightBudget }) => ({
      what: `request weight per minute, ${positions} open`,
      expected: `at most ${weightBudget}`,
      measured: String(weightPerMinute),
      held: weightPerMinute <= weightBudget,
      hard: true,
    }))
