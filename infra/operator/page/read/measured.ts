import type { MetricName } from '#ports/telemetry.ts'
import type { Connection } from '../../connect/connection.ts'
import { patience } from '../../connect/patience.ts'
import { type Kind, readSeries, trading } from '../../metric-series.ts'

/** The functions' counts in the last whole minute that CloudWatch has. */
export interface MeasuredMinute {
  /** Start of the minute, in milliseconds. */
  readonly minute: number
  /** Looks of the watch. */
  readonly ticks: number
  /** Looks that saw a position without a stop. */
  readonly unprotected: number
  /** Longest time that a position had no stop; absent: none was entered or moved. */
  readonly nakedMs?: number
  readonly requestWeight?: number
  /** Highest weight that the exchange itself counted for the functions' address. */
  readonly usedWeight?: number
  readonly signalsAccepted: number
  readonly signalsRefused: number
}

const minuteMs = 60_000
/** CloudWatch has a minute's values seconds to minutes after it ends. */
const lookBackMs = 10 * minuteMs

const minutely = (metric: MetricName, stat: Kind['stat'], by: Kind['by']): Kind => ({
  ...{ metric, stat, by },
  seconds: 60,
})

const kinds: readonly Kind[] = [
  minutely('Tick', 'Sum', ['survey']),
  minutely('Unprotected', 'Sum', ['inspect']),
  minutely('NakedTime', 'Maximum', trading),
  minutely('RequestWeight', 'Sum', trading),
  minutely('UsedWeight', 'Maximum', trading),
  minutely('SignalAccepted', 'Sum', ['signal-gate']),
  minutely('SignalRefused', 'Sum', ['signal-gate', 'executor']),
]

/** Undefined: nothing was measured within the last minutes. */
export async function readMeasuredMinute({
  deployment,
  stack,
}: Pick<Connection, 'deployment' | 'stack'>): Promise<MeasuredMinute | undefined> {
  const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch')
  const client = new CloudWatchClient(patience)
  const to = Math.floor(stack.clock.now() / minuteMs) * minuteMs
  try {
    const points = await readSeries(client, { deployment, from: to - lookBackMs, to }, kinds)
    const over = (metric: MetricName) => points(metric).filter(({ at }) => at + minuteMs <= to)
    const minute = Math.max(...kinds.flatMap(({ metric }) => over(metric).map(({ at }) => at)))
    if (!Number.isFinite(minute)) return undefined
    const values = (metric: MetricName) =>
      over(metric).flatMap(({ at, value }) => (at === minute ? value : []))
    return measured(minute, values)
  } finally {
    client.destroy()
  }
}

function measured(minute: number, values: (metric: MetricName) => readonly number[]): MeasuredMinute {
  const total = (metric: MetricName) => values(metric).reduce((sum, value) => sum + value, 0)
  const highest = (metric: MetricName) =>
    values(metric).length > 0 ? Math.max(...values(metric)) : undefined
  const [nakedMs, usedWeight] = [highest('NakedTime'), highest('UsedWeight')]
  return {
    minute,
    ticks: total('Tick'),
    unprotected: total('Unprotected'),
    signalsAccepted: total('SignalAccepted'),
    signalsRefused: total('SignalRefused'),
    ...(nakedMs !== undefined && { nakedMs }),
    ...(values('RequestWeight').length > 0 && { requestWeight: total('RequestWeight') }),
    ...(usedWeight !== undefined && { usedWeight }),
  }
}
