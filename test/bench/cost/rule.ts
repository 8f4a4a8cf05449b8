import { timing } from '#domain/timing.ts'
import type { Inventory } from './inventory.ts'
import { type Line, line } from './line.ts'
import { prices } from './prices.ts'

const daysPerMonth = 365 / 12
/** The scheduler starts it at any second of the minute before the close. */
const meanWaitMs = 30_000 + timing.functions.ruleSignals.settled
/** A second for its requests, its computing and its signals, on a seventh of a core. */
const workMs = 1_000

/** What a rule adds a day to the same deployment without one: AWS bills its waiting, whatever it signals. */
export function ruleCharges(inventory: Inventory, without: Inventory): readonly Line[] {
  const { functions, ruleStartsPerDay: starts } = inventory
  const speaker = functions.find(({ name }) => name === 'rule-signals')
  if (!speaker) throw new Error('expected templates with a rule, got some without its function')
  const gbSeconds = starts * ((meanWaitMs + workMs) / 1000) * (speaker.memoryMb / 1024)
  const alarms = inventory.alarmMetrics - without.alarmMetrics
  return [
    line('scheduler: a start for each close', starts / 1e6, prices.scheduler),
    line('Lambda: calls', starts / 1e6, prices.lambdaRequests),
    line('Lambda: memory and time, mostly waiting', gbSeconds, prices.lambdaArm),
    line('alarms: metrics', alarms / daysPerMonth, prices.alarmMetric),
    line('metrics of our own: request weight', 1 / daysPerMonth, prices.metric),
  ]
}
