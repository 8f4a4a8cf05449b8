import { type ByMinute, beats, byMinute } from './in-time.ts'

/** One structured log line of a function. */
export interface LogLine {
  readonly message?: string
  readonly at?: number
  readonly level?: string
  readonly positionId?: string
  readonly symbol?: string
  readonly [detail: string]: unknown
}

/** Counts while the stack ran, from the functions' own lines and answers. */
export interface Observed {
  readonly emergencyCloses: number
  /** Surveys between two ticks, each by the name under which the venue knows it. */
  readonly woken: ReadonlySet<string>
  /** Claimed ticks, in milliseconds, in order. */
  readonly ticks: Iterable<number>
  /** Request weight. */
  readonly weight: Pick<ByMinute, 'most' | 'mean'>
}

export interface Observer extends Observed {
  /** Parses a log line; undefined if it is not one of ours. */
  readLine(line: string): LogLine | undefined
  /** Counts what a function's line reports. */
  noteCount(metric: string, value: number, at: number): void
  /** Counts what a function answered. */
  noteAnswer(answer: unknown, at: number): void
}

export function createObserver(): Observer {
  const ticks = beats()
  const weight = byMinute()
  const woken = new Set<string>()
  let emergencyCloses = 0

  function noteMetrics(line: LogLine): void {
    const { Timestamp: at } = line._aws as { readonly Timestamp: number }
    for (const metric of ['RequestWeight', 'EmergencyClose'])
      for (const value of listed(line[metric])) noteCount(metric, value, at)
  }

  function noteCount(metric: string, value: number, at: number): void {
    if (metric === 'RequestWeight') weight.add(at, value)
    if (metric === 'EmergencyClose') emergencyCloses += value
  }

  return {
    get emergencyCloses() {
      return emergencyCloses
    },
    woken,
    ticks,
    weight,
    noteCount,
    readLine(line) {
      const parsed = jsonObject(line)
      if (!parsed) return undefined
      if (parsed.message === 'looks-between-ticks') woken.add(`survey ${parsed.function_request_id}`)
      if (!('_aws' in parsed)) return parsed
      noteMetrics(parsed)
      return undefined
    },
    noteAnswer(answer, at) {
      if (typeof answer !== 'object' || answer === null) return
      if ('tick' in answer) ticks.add(Date.parse(String(answer.tick)))
      if ('weight' in answer) weight.add(at, Number(answer.weight))
    },
  }
}

/** A metric that was emitted more than once in an invocation is a list. */
function listed(value: unknown): readonly number[] {
  if (value === undefined) return []
  return (Array.isArray(value) ? value : [value]).map(Number)
}

function jsonObject(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return undefined
  }
}
