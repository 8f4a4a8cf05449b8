import { isDecision } from '#decisions/replay.ts'
import type { StepEvents } from '#domain/events/journal.ts'
import type { StoredEntry } from '#ports/state.ts'
import { decisionText } from './decision-text.ts'
import { closing } from './sentences/closing.ts'
import { entering } from './sentences/entering.ts'
import { protecting } from './sentences/protecting.ts'
import { takingProfit } from './sentences/taking-profit.ts'
import type { Sentences } from './sentences/words.ts'

const sentences: Sentences<StepEvents> = { ...entering, ...protecting, ...takingProfit, ...closing }

/**
 * One step of a position's story: what was seen, decided, sent or answered. An event that only another release knows is
 * shown as recorded.
 */
export function stepText(entry: StoredEntry): string {
  if (isDecision(entry)) return decisionText(entry)
  const { at: _, event, ...details } = entry
  if (!Object.hasOwn(sentences, event)) return `${event} ${JSON.stringify(details)}`
  const sentence = sentences[event as keyof StepEvents] as (it: object) => string
  return sentence(details)
}
