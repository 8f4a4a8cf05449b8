import { isDeepStrictEqual } from 'node:util'
import type { AdmissionAt } from '#decisions/ask.ts'
import type { EntrySignal, Refusal } from '#domain/admission.ts'
import type { Decision } from '#domain/events/deciding.ts'
import { sideOf } from '#domain/signal.ts'
import type { State } from '#ports/state.ts'

export interface Reserved {
  readonly refusal: Refusal | undefined
  /** How the account was judged. */
  readonly decided: Decision<'admit-account'> | undefined
}

const none: Reserved = { refusal: undefined, decided: undefined }

/**
 * Takes the symbol's slot for a position, if the account still allows it. One conditional write: of two
 * executors that come at once, one sees the other's slot. One that is this position's already, by another delivery or
 * an earlier plan, is judged as if it were free, and tells this plan's worst loss.
 */
export async function reserveSlot(
  account: State['account'],
  ask: AdmissionAt,
  signal: EntrySignal,
  position: {
    readonly id: string
    readonly worstLoss: string
    readonly othersOrders: number
  },
): Promise<Reserved> {
  const { id, worstLoss, othersOrders } = position
  let reserved = none
  await account.update(current => {
    reserved = none
    const { [signal.symbol]: taken, ...others } = current.slots
    const ours = taken?.positionId === id
    const seen = { ...current, othersOrders, slots: ours ? others : current.slots }
    const [refusal, decided] = ask.account(signal, seen, worstLoss)
    reserved = { refusal, decided }
    if (refusal) return undefined
    // Since when stays, so that what was written, and answered in vain, is found as it was left.
    const slot = {
      positionId: id,
      side: sideOf(signal.action),
      since: ours ? taken.since : ask.now,
      worstLoss,
    }
    if (isDeepStrictEqual(taken, slot)) return undefined
    return { ...current, slots: { ...current.slots, [signal.symbol]: slot } }
  })
  return reserved
}
