import type { MetricName, Telemetry } from '#ports/telemetry.ts'

type Details = Readonly<Record<string, unknown>>

/** What the system logged, counted and notified, in order. */
export interface Recorded {
  readonly telemetry: Telemetry
  readonly lines: { readonly event: string; readonly details: Details }[]
  readonly notices: string[]
  count(metric: MetricName): number
  /** The log lines of one event. */
  of(event: string): readonly Details[]
}

export function recordingTelemetry(): Recorded {
  const lines: Recorded['lines'] = []
  const counts = new Map<MetricName, number>()
  const say = (event: string, details: object) => void lines.push({ event, details: { ...details } })
  return {
    lines,
    notices: [],
    count: metric => counts.get(metric) ?? 0,
    of: event => lines.filter(line => line.event === event).map(line => line.details),
    telemetry: {
      info: say,
      warn: say,
      error: (event, error, details) => say(event, { ...details, error }),
      count: (metric, value = 1) => void counts.set(metric, (counts.get(metric) ?? 0) + value),
    },
  }
}
