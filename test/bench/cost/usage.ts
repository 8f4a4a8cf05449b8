import { timing } from '#domain/timing.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import type { Consumed } from '../dynamo-meter.ts'
import type { FunctionUse, Phase } from '../function-use.ts'
import type { Asked, TickMeasure } from '../ticks.ts'
import type { Inventory } from './inventory.ts'
import { type Line, line } from './line.ts'
import { assumptions, prices } from './prices.ts'

const day = 86_400
const daysPerMonth = 365 / 12
const intervalMs = loadConfiguration({}).checkIntervalSeconds * 1000
export const ticksPerDay = (day * 1000) / intervalMs

/** The use of a function's calls, by any caller. */
export interface Call {
  readonly function: string
  readonly phase: Phase
  readonly count: number
  readonly asks: Asked
}

/** The use of a day with so many quiet positions open all day. */
export function watchingUsage(inventory: Inventory, ticks: TickMeasure, use: FunctionUse): readonly Line[] {
  const { positions, perCall, unclaimed } = ticks
  const { startsPerDay } = inventory
  const idle = positions === 0
  // A run surveys when it starts and at each mark until its time is over; of two runs one claims the tick.
  const surveys = idle ? startsPerDay : startsPerDay * (timing.watch.run / intervalMs + 1)
  const claimed = idle ? startsPerDay : ticksPerDay
  const phase = idle ? 'idle' : 'holding'
  const calls: readonly Call[] = [
    { function: 'survey', phase, count: claimed, asks: perCall.survey },
    { function: 'survey', phase, count: surveys - claimed, asks: { table: unclaimed, exchange: 0 } },
    { function: 'inspect', phase: 'holding', count: idle ? 0 : claimed * positions, asks: perCall.inspect },
  ]
  const runSeconds = idle
    ? billedMs(inventory, use, calls[0] as Call) / 1000
    : (timing.watch.run - intervalMs / 2) / 1000
  const environments = idle ? 1 : assumptions.surveyEnvironments + positions
  return [
    line('scheduler: a start each minute', startsPerDay / 1e6, prices.scheduler),
    line('Express: runs', startsPerDay / 1e6, prices.expressRequests),
    line(expressMemory, expressGbHours(startsPerDay, runSeconds), prices.expressMemory),
    ...callLines(inventory, use, calls),
    ...keyLines(environments * assumptions.secretReadsPerDay),
    ...pollLines(inventory),
    ...natLines(inventory, calls),
  ]
}

/** Billed by the memory that a run holds, which no deployment has measured yet. */
export const expressMemory = 'Express: memory and time'

const expressGbHours = (runs: number, seconds: number): number =>
  (runs * (Math.ceil(seconds * 10) / 10) * assumptions.expressGb) / 3600

/** The cost of calls by themselves: Lambda, table and log. */
export function callLines(inventory: Inventory, use: FunctionUse, calls: readonly Call[]): readonly Line[] {
  const total = (of: (call: Call) => number) => calls.reduce((sum, call) => sum + call.count * of(call), 0)
  const units = (kind: keyof Consumed) => total(({ asks }) => asks.table[kind]) / 1e6
  const logGb = total(call => useOf(use, call).logBytes) / 1e9
  const gbSeconds = total(
    call => (billedMs(inventory, use, call) / 1000) * (memoryOf(inventory, call) / 1024),
  )
  return [
    line('Lambda: calls', total(() => 1) / 1e6, prices.lambdaRequests),
    line('Lambda: memory and time', gbSeconds, prices.lambdaArm),
    line('DynamoDB: reads', units('readUnits'), prices.readUnits),
    line('DynamoDB: writes', units('writeUnits'), prices.writeUnits),
    line('logs: taken in', logGb, prices.logIngestion),
    line('logs: kept', (logGb * inventory.logDays) / daysPerMonth, prices.logStorage),
  ]
}

/** Its requests one after the other, and its own work on the share of a core that its memory buys. */
export function billedMs(inventory: Inventory, use: FunctionUse, call: Call): number {
  const share = Math.min(1, memoryOf(inventory, call) / assumptions.wholeCoreMb)
  const { table, exchange } = call.asks
  const waiting = table.requests * assumptions.tableMs + exchange * assumptions.exchangeMs
  return Math.ceil(useOf(use, call).cpuMs / share + waiting)
}

function memoryOf({ functions }: Inventory, call: Call): number {
  const found = functions.find(({ name }) => name === call.function)
  if (!found) throw new Error(`the templates have no function ${call.function}`)
  return found.memoryMb
}

function useOf({ phases }: FunctionUse, { function: name, phase }: Call) {
  const found = phases[phase][name]
  if (!found) throw new Error(`${name} was not called while ${phase}, so it is not known what it takes`)
  return found
}

const keyLines = (reads: number): readonly Line[] => [
  line('secret: reads', reads / 10_000, prices.secretReads),
  line('KMS: decryptions of the secret', reads / 10_000, prices.keyUses),
]

const pollLines = ({ polledQueues: { standard, fifo } }: Inventory): readonly Line[] => [
  line('polls of empty queues', (standard * assumptions.pollsPerDay) / 1e6, prices.sqsStandard),
  line('polls of empty FIFO queues', (fifo * assumptions.pollsPerDay) / 1e6, prices.sqsFifo),
]

function natLines({ gateways }: Inventory, calls: readonly Call[]): readonly Line[] {
  if (gateways === 0) return []
  const requests = calls.reduce((sum, { count, asks }) => sum + count * asks.exchange, 0)
  return [line('NAT gateway: traffic', (requests * assumptions.exchangeBytes) / 1e9, prices.natTraffic)]
}
