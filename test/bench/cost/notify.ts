import type { Inventory } from './inventory.ts'
import { type Line, line } from './line.ts'
import { assumptions, prices } from './prices.ts'

const daysPerMonth = 365 / 12

/** What channels add a day to the same deployment without them, without a notification. */
export function channelCharges(inventory: Inventory, without: Inventory): readonly Line[] {
  const more = (of: (each: Inventory) => number) => of(inventory) - of(without)
  const polls = more(({ polledQueues }) => polledQueues.fifo) * assumptions.pollsPerDay
  const starts = more(({ ruleStartsPerDay }) => ruleStartsPerDay)
  return [
    line('polls of empty FIFO queues', polls / 1e6, prices.sqsFifo),
    line('alarms: metrics', more(({ alarmMetrics }) => alarmMetrics) / daysPerMonth, prices.alarmMetric),
    line('secret', more(({ secrets }) => secrets) / daysPerMonth, prices.secret),
    line('scheduler: starts of digests', starts / 1e6, prices.scheduler),
    line('Lambda: calls for digests', starts / 1e6, prices.lambdaRequests),
  ]
}

const events = 1_000
/** Requests of SQS for each letter: sent, received, deleted. */
const requestsPerLetter = 3
/** A position with its take-profits and its opening, read consistently. */
const unitsPerPosition = 2
/** At most one note of each event. */
const unitsPerNote = 1

/**
 * A thousand notifications on one channel, each by itself. Lambda reads the stream for nothing, and changes that the
 * filters drop call nothing.
 */
export function toldCharges({ functions, logDays }: Inventory): readonly Line[] {
  const memoryOf = (begins: string) => {
    const found = functions.find(({ name }) => name.startsWith(begins))
    if (!found) throw new Error(`expected templates with channels, got some without the function ${begins}`)
    return found.memoryMb
  }
  const gbSeconds = (begins: string, waitingMs: number) => {
    const memoryMb = memoryOf(begins)
    const workingMs = assumptions.tellingCpuMs / Math.min(1, memoryMb / assumptions.wholeCoreMb)
    return (events * (Math.ceil(workingMs + waitingMs) / 1000) * memoryMb) / 1024
  }
  const { tableMs, queueMs, serviceMs, tellingLogBytes } = assumptions
  const time = gbSeconds('notifier', 2 * tableMs + queueMs) + gbSeconds('tell-', serviceMs)
  const logGb = (events * tellingLogBytes) / 1e9
  return [
    line('Lambda: calls of the notifier and of what tells', (2 * events) / 1e6, prices.lambdaRequests),
    line('Lambda: memory and time, mostly waiting for the service', time, prices.lambdaArm),
    line('DynamoDB: reads', (events * unitsPerPosition) / 1e6, prices.readUnits),
    line('DynamoDB: writes', (events * unitsPerNote) / 1e6, prices.writeUnits),
    line('letters: sent, received, deleted', (events * requestsPerLetter) / 1e6, prices.sqsFifo),
    line('logs: taken in', logGb, prices.logIngestion),
    line('logs: kept', (logGb * logDays) / daysPerMonth, prices.logStorage),
  ]
}
