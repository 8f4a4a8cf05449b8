import type { Refusal, RefusalReason } from '#domain/admission.ts'
import { nextState } from '#domain/lifecycle.ts'
import type { Position } from '#domain/position.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import type { State } from '#ports/state.ts'

/** Ends a position whose entry never happened; its slot is free at once, without a cooldown. */
export async function abandonEntry(context: Context, held: HeldPosition, refusal: Refusal): Promise<void> {
  const { position } = held
  await held.write({
    ...position,
    state: nextState(position.state, 'not-filled'),
    abandoned: { reason: refusal.reason, detail: refusal.detail },
    // The previous release reads this.
    abandonedFor: `${refusal.reason}: ${refusal.detail}`,
  })
  const { clientId, sentAt } = position.entry
  held.note('entry-abandoned', { ...refusal, ...(sentAt !== undefined && { clientId, sentAt }) })
  await leaveAbandoned(context.state.account, held.position)
}

/** Frees the slot of an abandoned position: the function that abandoned it may have died before that. */
export async function leaveAbandoned(account: State['account'], position: Position): Promise<Refusal> {
  await releaseSlot(account, position.symbol, position.id)
  return position.abandoned ?? refusalIn(position.abandonedFor)
}

/** For a record that holds its refusal as text alone. */
function refusalIn(text = ''): Refusal {
  const [, reason, detail = ''] = /^([a-z-]+): (.*)$/s.exec(text) ?? []
  return { reason: (reason as RefusalReason | undefined) ?? 'no-fill', detail }
}

/** Gives the slot back if it is this position's; a position that never opened starts no cooldown. */
export async function releaseSlot(
  account: State['account'],
  symbol: string,
  positionId: string,
): Promise<void> {
  await account.update(current => {
    if (current.slots[symbol]?.positionId !== positionId) return undefined
    const { [symbol]: _, ...slots } = current.slots
    return { ...current, slots }
  })
}
