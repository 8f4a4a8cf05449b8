import type { Outcome } from './thread-protocol.ts'

export interface BatchTerms {
  /** ReportBatchItemFailures is among the mapping's response types. */
  readonly partialResponses: boolean
  /** Records of a stream: reading continues from the first that failed. */
  readonly isStream: boolean
}

/**
 * The ids of the messages that must come again after an invocation. As on AWS, an answer that cannot be read, or that
 * names a message outside the batch, fails the whole batch. Messages that a queue's function does not name count as
 * done, FIFO or not: to keep the order, the function must also name those behind its first failure.
 */
export function batchFailures(
  outcome: Outcome,
  ids: readonly string[],
  terms: BatchTerms,
): ReadonlySet<string> {
  if (!outcome.ok) return new Set(ids)
  if (!terms.partialResponses) return new Set()
  const failed = reportedFailures(outcome.body)
  if (!failed?.every(id => ids.includes(id))) return new Set(ids)
  const first = ids.findIndex(id => failed.includes(id))
  return new Set(terms.isStream && first >= 0 ? ids.slice(first) : failed)
}

/** Undefined when the answer is malformed; an empty or absent answer reports no failure. */
function reportedFailures(body: string): readonly string[] | undefined {
  const answer: unknown = JSON.parse(body)
  if (answer === null) return []
  if (typeof answer !== 'object') return undefined
  const { batchItemFailures: items = [] } = answer as { batchItemFailures?: unknown }
  if (items === null) return []
  if (!Array.isArray(items)) return undefined
  const ids = items.map(item => (item as { itemIdentifier?: unknown } | null)?.itemIdentifier)
  return ids.every((id): id is string => typeof id === 'string' && id !== '') ? ids : undefined
}
