/** One structured log line of a function. */
export interface Line {
  readonly by: string
  readonly message?: string
  readonly timestamp?: string
  readonly level?: string
  // biome-ignore lint/suspicious/noExplicitAny: functions log what they like
  readonly [detail: string]: any
}

interface Span {
  readonly from: number
  to: number
}

/**
 * What a run's sentinels heard, by their own log lines, from the first connection to the account's stream up to
 * `until`: how many sentinels there were, the spans in which none was connected, and how often the survey counted one
 * as deaf.
 */
export function listened(lines: readonly Line[], until: number) {
  const invocations = new Map<string, Span>()
  for (const { by, function_request_id: id, message, line, timestamp = '' } of lines) {
    if (by !== 'sentinel' || id === undefined) continue
    const [at, span] = [Date.parse(timestamp), invocations.get(id)]
    if (message === 'stream-held' && line === 'account' && !span) invocations.set(id, { from: at, to: until })
    else if (span && (message === 'sentinel-ends' || message === 'stream-lost'))
      span.to = Math.min(span.to, at)
  }
  const spans = [...invocations.values()].toSorted((one, other) => one.from - other.from)
  const gaps: Span[] = []
  let heardUntil = spans[0]?.from ?? until
  for (const { from, to } of spans) {
    if (from > heardUntil) gaps.push({ from: heardUntil, to: from })
    heardUntil = Math.max(heardUntil, to)
  }
  if (heardUntil < until) gaps.push({ from: heardUntil, to: until })
  const wentDeaf = lines.filter(line => line.SentinelDeaf !== undefined).length
  return { sentinels: spans.length, gaps, wentDeaf }
}
