import type { Refusal } from '#domain/admission.ts'
import type { CloseReason } from '#domain/position.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import { abandonEntry } from './abandon.ts'
import { beginClosing } from './begin-closing.ts'
import { completeEntry } from './complete-entry.ts'
import type { EntryOutcome } from './resolve-entry.ts'

/** What became of an entry, and what is to be said of one that never happened. */
export type Concluding =
  | Exclude<EntryOutcome, { readonly entry: 'never' }>
  | { readonly entry: 'never'; readonly refusal: Refusal }

/** How an entry ended. */
export type EntryEnd =
  | { readonly entry: 'open' }
  /** Its exit is on its way, or is close-cleanup's to send. */
  | { readonly entry: 'close'; readonly reason: CloseReason }
  | { readonly entry: 'never'; readonly refusal: Refusal }
  /** It may still happen: it is looked for again. */
  | { readonly entry: 'unknown' }

/**
 * The one end of every entry, whichever function found out what became of it: what filled is protected, or closed
 * where no stop can hold it or a CLOSE `asked` for that; what never happened is abandoned, and its slot free.
 */
export async function concludeEntry(
  context: Context,
  held: HeldPosition,
  outcome: Concluding,
  asked?: CloseReason,
): Promise<EntryEnd> {
  switch (outcome.entry) {
    case 'filled': {
      const done = await completeEntry(context, held, outcome)
      const reason = asked ?? (done.ended === 'close' ? done.reason : undefined)
      if (!reason) return { entry: 'open' }
      // That nothing is open, right after a fill, is for close-cleanup to prove.
      if (asked || reason !== 'external') await beginClosing(context, held, reason)
      return { entry: 'close', reason }
    }
    case 'never':
      await abandonEntry(context, held, outcome.refusal)
      return { entry: 'never', refusal: outcome.refusal }
    case 'unknown':
      return outcome
    default:
      return outcome satisfies never
  }
}
