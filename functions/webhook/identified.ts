import { webhookIdOf } from '#signals/webhook-id.ts'
import type { Message } from './message.ts'

/** What the answer asks for if a repeated message could not be told from a new one. */
export const withoutId =
  'expected an id, or the time of sending ({{timenow}} at TradingView; {{time}} is the time of the bar, often long past): without either, a repeated message would be a second trade'

/** For a message without an id, says what was wrong with its time and why the time is needed. */
export function withTime(problems: readonly string[]): readonly string[] {
  const isMissing = (problem: string) => /^timestamp: .*, got nothing$/s.test(problem)
  return problems.some(isMissing) ? [withoutId, ...problems.filter(problem => !isMissing(problem))] : problems
}

/**
 * Gives the message an id that recognises a repetition. An id that the parser found in any field counts. An
 * id made here leaves out the secret, so a message repeated under a new token is still the same.
 */
export function identified(source: string, fields: Message['fields'], signalId: string): Message['fields'] {
  const hasOwn = signalId.startsWith(`${source}#`)
  return hasOwn ? fields : { ...fields, id: webhookIdOf(source, fields) }
}
