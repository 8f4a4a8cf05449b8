import type { Inventory } from './inventory.ts'
import { type Line, line } from './line.ts'
import { assumptions, type Price, prices } from './prices.ts'

const daysPerMonth = 365 / 12
/** Priced by the month, summed by the day. */
const monthly = (what: string, count: number, price: Price): Line => ({
  ...line(what, count, price),
  usd: (count * price.usd) / daysPerMonth,
})

/** What a day costs because the stacks exist; the metrics are those that are emitted with nothing open. */
export function fixedCharges(inventory: Inventory, metrics: readonly string[]): readonly Line[] {
  const { tableGb } = assumptions
  return [
    monthly('KMS: key', inventory.keys, prices.key),
    monthly('secret', inventory.secrets, prices.secret),
    monthly('alarms: metrics', inventory.alarmMetrics, prices.alarmMetric),
    monthly('alarms: high-resolution metrics', inventory.highResolutionMetrics, prices.highResolutionMetric),
    monthly('alarms: composite', inventory.compositeAlarms, prices.compositeAlarm),
    monthly('dashboard', inventory.dashboards, prices.dashboard),
    monthly('metrics of our own', metrics.length, prices.metric),
    monthly('DynamoDB: storage', inventory.tables * tableGb, prices.tableStorage),
    monthly('DynamoDB: point-in-time recovery', inventory.recoveredTables * tableGb, prices.tableRecovery),
  ]
}

/** What one fixed address adds, if there is one. */
export const egressCharges = ({ gateways, addresses }: Inventory): readonly Line[] => [
  line('NAT gateway', gateways * 24, prices.natHour),
  line('public address', addresses * 24, prices.address),
]
