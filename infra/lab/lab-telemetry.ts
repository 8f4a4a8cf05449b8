import type { Clock } from '#ports/clock.ts'
import type { MetricName, Telemetry } from '#ports/telemetry.ts'
import type { LogLine } from '../local/audit/observed.ts'

/** A process's output: log lines at once, metrics when its invocation ends. */
export interface Told {
  line(line: LogLine): void
  /** `by` is the function's label. */
  counted(metric: MetricName, value: number, at: number, by: string): void
}

export interface LabTelemetry extends Telemetry {
  /** Ends the invocation and writes its metrics, with the time of the last. */
  publish(): void
}

/** Telemetry of one process of the function `by`. */
export function labTelemetry(clock: Clock, told: Told, by: string): LabTelemetry {
  let counts: (readonly [MetricName, number])[] = []
  let lastAt = 0
  const say = (level: string, event: string, details: object) =>
    told.line({ level, message: event, at: clock.now(), ...details })
  return {
    info: (event, details) => say('INFO', event, details),
    warn: (event, details) => say('WARN', event, details),
    error: (event, error, details) => say('ERROR', event, { ...details, error: toldOf(error) }),
    count(metric, value = 1) {
      lastAt = clock.now()
      counts.push([metric, value])
    },
    publish() {
      for (const [metric, value] of counts) told.counted(metric, value, lastAt, by)
      counts = []
    },
  }
}

const toldOf = (error: unknown) =>
  error instanceof Error ? { name: error.name, message: error.message } : { message: String(error) }
