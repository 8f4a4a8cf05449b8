import { timing } from '#domain/timing.ts'
import type { Inventory } from './inventory.ts'
import { type Line, line } from './line.ts'
import { prices } from './prices.ts'

const day = 86_400
const daysPerMonth = 365 / 12
/** Request weight, the weight of its address, and how fast it wakes; and from the survey, that it is deaf. */
const metrics = 4

/** What a sentinel adds on a day with so many positions open all day, before it has woken the watch once. */
export function sentinelCharges(
  inventory: Inventory,
  without: Inventory,
  positions: number,
): readonly Line[] {
  const listener = inventory.functions.find(({ name }) => name === 'sentinel')
  if (!listener) throw new Error('expected templates with a sentinel, got some without its function')
  const { lives } = timing.functions.sentinel
  const beats = (day * 1000) / timing.sentinel.beat
  const alarms = inventory.alarmMetrics - without.alarmMetrics
  return [
    line('Lambda: memory and time, mostly waiting', day * (listener.memoryMb / 1024), prices.lambdaArm),
    line('Lambda: calls', (day * 1000) / lives / 1e6, prices.lambdaRequests),
    line('table: who listens, each beat', beats / 1e6, prices.writeUnits),
    line('table: what is open, each beat', (beats * (1 + positions)) / 1e6, prices.readUnits),
    line('alarms: metrics', alarms / daysPerMonth, prices.alarmMetric),
    line('metrics of our own', metrics / daysPerMonth, prices.metric),
  ]
}
