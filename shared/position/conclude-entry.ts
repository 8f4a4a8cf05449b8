import type { Refusal } from '#domain/admission.ts'
import type { CloseReason } from '#domain/position.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import { abandonEntry } from './abandon.ts'
import { beginClosing } from './begin-closing.ts'
import { completeEntry } from './complete-entry.ts'
import type { EntryOutcome } from './resolve-entry.ts'

/** What became of an entry, and what to say about one that never happened. */
export type Concluding =
  | Exclude<EntryOutcome, { readonly entry: 'never' }>
  | { readonly entry: 'never'; readonly refusal: Refusal }

/** How an entry ended. */
export type EntryEnd =
  | { readonly entry: 'open' }
  /** Its exit is on its way, or close-cleanup will send it. */
  | { readonly entry: 'close'; readonly reason: CloseReason }
  | { readonly entry: 'never'; readonly refusal: Refusal }
  /** It may still happen: another look will follow. */
  | { readonly entry: 'unknown' }

/**
 * The one end of every entry, whichever function found out its outcome. A fill is protected, or closed if no stop can
 * hold it or a CLOSE `asked` for that; an entry that never happened is abandoned, and its slot freed.
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
      // Close-cleanup, not this function, must prove that nothing is open right after a fill.
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
