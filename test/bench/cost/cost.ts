import type { Budget } from '../budget.ts'
import type { FunctionUse } from '../function-use.ts'
import type { TickMeasure } from '../ticks.ts'
import type { TradeMeasure } from '../trades.ts'
import { egressCharges, fixedCharges } from './fixed.ts'
import { type Inventory, type Resources, readInventory } from './inventory.ts'
import { type Line, line, total } from './line.ts'
import { channelCharges, toldCharges } from './notify.ts'
import { prices } from './prices.ts'
import { ruleCharges } from './rule.ts'
import { type Call, callLines, expressMemory, ticksPerDay, watchingUsage } from './usage.ts'

/** All from which the cost is computed. */
export interface CostBasis {
  /** The resources of the Data and the App stack, and of the same with one fixed address. */
  readonly templates: readonly Resources[]
  readonly withEgress: readonly Resources[]
  /** With a rule, by the length of its candles. */
  readonly withRule: Readonly<Record<string, readonly Resources[]>>
  /** With one channel. */
  readonly withChannel: readonly Resources[]
  /** The first with nothing open. */
  readonly ticks: readonly TickMeasure[]
  /** The same with the paper venue's items in the table. */
  readonly onPaper: readonly TickMeasure[]
  readonly trades: TradeMeasure
  readonly use: FunctionUse
}

/** A day with so many positions open all day; USD. */
export interface PositionDay {
  readonly positions: number
  readonly usage: readonly Line[]
  readonly perPosition: number
  /** All usage if a run of the Express workflow is billed for two chunks of memory instead of one; USD a day. */
  readonly withTwoChunks: number
  readonly withFixed: number
  /** What the same watch would cost as one Standard workflow, for its transitions alone; per position. */
  readonly standard: number
  /** What the paper venue's own items add; per position. */
  readonly paper: number
}

export interface Cost {
  readonly fixed: readonly Line[]
  readonly idle: readonly Line[]
  readonly days: readonly PositionDay[]
  readonly marginal: number
  readonly signals: readonly Line[]
  readonly trades: readonly Line[]
  readonly egress: readonly Line[]
  /** What a rule adds, by the length of its candles. */
  readonly rule: Readonly<Record<string, readonly Line[]>>
  /** What one channel adds a day, and what a thousand notifications on it cost. */
  readonly channel: readonly Line[]
  readonly told: readonly Line[]
  /** Metrics that are emitted while it trades, beyond those of an idle day. */
  readonly tradingMetrics: number
}

/** AWS's charges, from the synthesized templates and the measured use. */
export function costOf(basis: CostBasis): Cost {
  const { templates, withEgress, withRule, withChannel, ticks, use, trades } = basis
  const inventory = readInventory(templates)
  const [nothingOpen, ...open] = ticks
  if (nothingOpen?.positions !== 0 || open.length < 2)
    throw new Error('expected ticks with nothing open first, and then with two numbers of positions at least')
  const fixed = fixedCharges(inventory, use.metrics.idle)
  const days = open.map(each => positionDay(inventory, basis, each, total(fixed)))
  const [fewest, most] = [days.at(0), days.at(-1)]
  const marginal =
    fewest && most
      ? (total(most.usage) - total(fewest.usage)) / (most.positions - fewest.positions)
      : Number.NaN
  const every = new Set(Object.values(use.metrics).flat())
  const fixedAddress = readInventory(withEgress)
  return {
    fixed,
    idle: watchingUsage(inventory, nothingOpen, use),
    days,
    marginal,
    signals: signalLines(inventory, use, trades),
    trades: tradeLines(inventory, use, trades),
    egress: egressCharges(fixedAddress),
    rule: Object.fromEntries(
      Object.entries(withRule).map(([interval, each]) => [
        interval,
        ruleCharges(readInventory(each), inventory),
      ]),
    ),
    channel: channelCharges(readInventory(withChannel), inventory),
    told: toldCharges(readInventory(withChannel)),
    tradingMetrics: every.size - use.metrics.idle.length,
  }
}

function positionDay(inventory: Inventory, basis: CostBasis, ticks: TickMeasure, fixed: number): PositionDay {
  const { positions } = ticks
  const usage = watchingUsage(inventory, ticks, basis.use)
  const standard = line('', (ticksPerDay * inventory.transitions(positions)) / 1000, prices.transitions)
  const venue = basis.onPaper.find(each => each.positions === positions)?.venueTable
  if (!venue) throw new Error(`the paper venue was not measured with ${positions} open`)
  const paper = total([
    line('', (ticksPerDay * venue.readUnits) / 1e6, prices.readUnits),
    line('', (ticksPerDay * venue.writeUnits) / 1e6, prices.writeUnits),
  ])
  return {
    positions,
    usage,
    perPosition: total(usage) / positions,
    withTwoChunks: total(usage) + total(usage.filter(({ what }) => what === expressMemory)),
    withFixed: (total(usage) + fixed) / positions,
    standard: standard.usd / positions,
    paper: paper / positions,
  }
}

/** A thousand signals that the gate rejects, each in a batch of its own. */
function signalLines(inventory: Inventory, use: FunctionUse, { refused }: TradeMeasure): readonly Line[] {
  const call: Call = { function: 'signal-gate', phase: 'refusing', count: 1_000, asks: refused }
  return [...callLines(inventory, use, [call]), passing(1_000)]
}

/** A thousand positions: signal accepted, entered, protected, and closed by the watch. */
function tradeLines(inventory: Inventory, use: FunctionUse, trades: TradeMeasure): readonly Line[] {
  const calls: readonly Call[] = [
    { function: 'signal-gate', phase: 'entering', count: 1_000, asks: trades.accepted },
    { function: 'executor', phase: 'entering', count: 1_000, asks: trades.entered },
    { function: 'close-cleanup', phase: 'closing', count: 1_000, asks: trades.closed },
  ]
  const fifo = line('trade queue: sent, received, deleted', 3_000 / 1e6, prices.sqsFifo)
  return [...callLines(inventory, use, calls), passing(1_000), fifo]
}

const passing = (messages: number): Line =>
  line('signal queue: sent, received, deleted', (3 * messages) / 1e6, prices.sqsStandard)

/**
 * USD a day. Nearly half of the fixed charges are alarms: 0.0033 for each metric, 0.0099 for the silence of the watch,
 * whose periods of 10 s make it known 30 s sooner, and 0.0164 for the one over those that cannot wait. The bound was
 * 0.35 until failing looks and full concurrency got alarms, two of 44: no other alarm reports either, and none of the
 * others can be summed without naming a metric twice. One metric could be saved for each alarm that several functions
 * have (0.036 a day for eleven), but the alarms would lose their names, by which operators filter their mail.
 */
const expected = { idle: 0.05, fixed: 0.36, marginal: 0.012, allIn: 0.035 }

/** Bounds of the figures; USD a day. Their processor times are this machine's. */
export function costBudgets({ idle, fixed, marginal, days }: Cost): readonly Budget[] {
  const ten = days.find(({ positions }) => positions === 10)
  const budget = (what: string, measured: number, most: number): Budget => ({
    what,
    expected: `at most ${most} USD`,
    measured: measured.toFixed(4),
    held: measured <= most,
    hard: false,
  })
  return [
    budget('a day with nothing open, usage', total(idle), expected.idle),
    budget('a day, fixed charges', total(fixed), expected.fixed),
    budget('one position-day more', marginal, expected.marginal),
    ...(ten ? [budget('a position-day of ten, all usage', ten.perPosition, expected.allIn)] : []),
  ]
}
