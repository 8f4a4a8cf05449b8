import { loadConfiguration } from '#runtime/configuration.ts'
import { runMs } from '../../functions/monitor/survey/ticks.ts'
import { assumptions, prices } from './prices.ts'
import { type TickMeasure, tablePerMinute, ticksPerMinute } from './ticks.ts'

/** USD a month, with so many positions open all the time and nothing traded. */
export interface MonthlyCost {
  readonly positions: number
  readonly lambda: number
  readonly express: number
  readonly dynamo: number
  readonly scheduler: number
  readonly logs: number
  /** Alarms, metrics, the secret, and queues that are polled in vain. */
  readonly standing: number
  readonly total: number
  /** What the paper venue's own items add. */
  readonly paperVenue: number
}

const minutes = 730 * 60
const million = 1_000_000
const intervalMs = loadConfiguration({}).checkIntervalSeconds * 1000

/** What happens in one minute: a run starts, and while anything is open it overlaps the next ones. */
function minuteOf({ positions }: TickMeasure) {
  const { dynamoMs, exchangeMs, ownMs } = assumptions
  const ticks = ticksPerMinute(positions)
  const claimedMs = 2 * dynamoMs + exchangeMs + ownMs
  if (positions === 0)
    return { surveys: 1, unclaimed: 0, inspects: 0, lambdaMs: claimedMs, runSeconds: claimedMs / 1000 }
  // A run surveys when it starts and at each mark until its time is over.
  const surveys = runMs / intervalMs + 1
  const unclaimed = surveys - ticks
  const inspects = ticks * positions
  const lambdaMs =
    ticks * claimedMs + unclaimed * (2 * dynamoMs + ownMs) + inspects * (dynamoMs + exchangeMs + ownMs)
  return { surveys, unclaimed, inspects, lambdaMs, runSeconds: (runMs - intervalMs / 2) / 1000 }
}

/** `onPaper` is the same measured with the venue's items in the table. */
export function monthlyCost(measure: TickMeasure, onPaper: TickMeasure): MonthlyCost {
  const { lambda, dynamo, scheduler, logs } = prices
  const { surveys, unclaimed, inspects, lambdaMs, runSeconds } = minuteOf(measure)
  const ticks = ticksPerMinute(measure.positions)
  const invocations = minutes * (surveys + inspects)
  const table = tablePerMinute(measure, unclaimed)
  const units = (readUnits: number, writeUnits: number) =>
    (minutes * (readUnits * dynamo.perMillionReadUnits + writeUnits * dynamo.perMillionWriteUnits)) / million
  const logged =
    invocations * assumptions.logBytesPerInvocation + minutes * ticks * assumptions.logBytesPerTick
  const parts = {
    lambda:
      (invocations * lambda.perMillionRequests) / million +
      ((minutes * lambdaMs) / 1000) * assumptions.functionGb * lambda.perGbSecondArm,
    express: expressCost(minutes, runSeconds),
    dynamo: units(table.readUnits, table.writeUnits),
    scheduler: (minutes * scheduler.perMillionInvocations) / million,
    logs: (logged / 1e9) * logs.perGbIngested,
    standing: standingCost(),
  }
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0)
  const { readUnits, writeUnits } = onPaper.venueTable
  return {
    positions: measure.positions,
    ...parts,
    total,
    paperVenue: units(ticks * readUnits, ticks * writeUnits),
  }
}

function expressCost(runs: number, seconds: number): number {
  const { perMillionRequests, perGbHour } = prices.express
  const gbHours = (runs * (Math.ceil(seconds * 10) / 10) * assumptions.expressGb) / 3600
  const duration = perGbHour.reduce((sum, { upTo, price }, index) => {
    const from = perGbHour[index - 1]?.upTo ?? 0
    return sum + Math.max(0, Math.min(gbHours, upTo) - from) * price
  }, 0)
  return (runs * perMillionRequests) / million + duration
}

function standingCost(): number {
  const { monthly, sqs } = prices
  const polls = (minutes * assumptions.pollsPerQueueAndMinute) / million
  return (
    assumptions.alarmMetrics * monthly.alarmMetric +
    assumptions.customMetrics * monthly.customMetric +
    monthly.secret +
    // The signal queue is a standard one; the trade and the close queue are FIFO.
    polls * sqs.perMillionStandard +
    2 * polls * sqs.perMillionFifo
  )
}
