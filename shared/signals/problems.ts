import type * as z from 'zod'
import { excerpt } from '#domain/printable.ts'
import { clockAhead } from '#domain/signal.ts'
import type { SourceSettings } from '#domain/sources.ts'
import type { Adapter, Read } from './adapter.ts'
import { shown } from './fields.ts'
import { expectedOf, type MessageField, type SignalMessage } from './message.ts'
import { contradictions } from './overrides.ts'

type Issue = z.core.$ZodIssue

/** Problems of fields that an adapter could not read. */
export const problemsOfReads = (reads: readonly Read[]): readonly string[] =>
  reads.flatMap(({ said, reading }) => {
    if (isUnfilled(said.value))
      return [
        `${named(said.name)}: expected a value, got ${shown(said.value)}: TradingView fills in what that alert has, so write the value or another placeholder`,
      ]
    return 'expected' in reading
      ? [`${named(said.name)}: expected ${reading.expected}, got ${shown(said.value)}`]
      : []
  })

const isUnfilled = (value: unknown): boolean => typeof value === 'string' && /\{\{.*\}\}/s.test(value)

/** Problems of fields that were read but are not allowed, by the producer's own name, and of missing fields. */
export function problemsOfFields(
  issues: readonly Issue[],
  reads: readonly Read[],
  missing: Adapter['missing'] = {},
): readonly string[] {
  const fields = new Set(issues.map(({ path: [field] }) => field as MessageField))
  return [...fields].flatMap(field => {
    const read = reads.find(each => each.field === field)
    if (!read) return [`${field}: expected ${missing[field] ?? expectedOf(field)}, got nothing`]
    if ('expected' in read.reading || isUnfilled(read.said.value)) return []
    return [`${named(read.said.name)}: expected ${expectedOf(field)}, got ${shown(read.said.value)}`]
  })
}

/** Problems of a signal whose fields are each valid. */
export function problemsOfSignal(
  { action, confidence, timestamp, ...asked }: SignalMessage,
  reads: readonly Read[],
  settings: SourceSettings,
  now: number,
): readonly string[] {
  const problems: string[] = []
  if (timestamp > now + clockAhead) {
    const name = reads.find(({ field }) => field === 'timestamp')?.said.name ?? 'timestamp'
    problems.push(
      `${named(name)}: expected ${expectedOf('timestamp')}, got ${shown(timestamp)}, ${timestamp - now} ms ahead`,
    )
  }
  if (action !== 'CLOSE' && confidence === undefined && settings.confidence === undefined)
    problems.push(
      `confidence: expected ${expectedOf('confidence')}, got nothing: send one, or give its source one in QT_SOURCES`,
    )
  for (const [field, expectedThere] of action === 'BUY' || action === 'SELL'
    ? contradictions(action, asked)
    : []) {
    const said = reads.find(read => read.field === field)?.said
    problems.push(`${named(said?.name ?? field)}: expected ${expectedThere}, got ${shown(said?.value)}`)
  }
  return problems
}

const named = (name: string): string => excerpt(name, 80)
