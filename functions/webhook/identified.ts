import { webhookIdOf } from '#signals/webhook-id.ts'
import type { Message } from './message.ts'

/** What is asked for where a message that is sent again could not be told from a new one. */
export const withoutId =
  'expected an id, or a time of its own ({{timenow}} at TradingView; {{time}} is that of the bar, often long past): without either a message that is sent again would be a second trade'

/** Of a message without an id, what was wrong with its time is said as what that is needed for. */
export function withTime(problems: readonly string[]): readonly string[] {
  const isMissing = (problem: string) => /^timestamp: .*, got nothing$/s.test(problem)
  return problems.some(isMissing) ? [withoutId, ...problems.filter(problem => !isMissing(problem))] : problems
}

/**
 * With an id by which it is known again. Where the parser found one that counts, in whichever field, that is it. The
 * secret is no part of one that is made here: a message that is sent again under a new token is still the same.
 */
export function identified(source: string, fields: Message['fields'], signalId: string): Message['fields'] {
  const hasOwn = signalId.startsWith(`${source}#`)
  return hasOwn ? fields : { ...fields, id: webhookIdOf(source, fields) }
}
