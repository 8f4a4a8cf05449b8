import { isDeepStrictEqual } from 'node:util'
import type { AdmissionAt } from '#decisions/ask.ts'
import type { EntrySignal, Refusal } from '#domain/admission.ts'
import type { Decision } from '#domain/events/deciding.ts'
import { sideOf } from '#domain/signal.ts'
import type { State } from '#ports/state.ts'

export interface Reserved {
  readonly refusal: Refusal | undefined
  /** The decision about the account. */
  readonly decided: Decision<'admit-account'> | undefined
}

const none: Reserved = { refusal: undefined, decided: undefined }

/**
 * Takes the symbol's slot for a position, if the account still allows it. It is one conditional write: of two
 * executors at once, one sees the other's slot. A slot that already holds this position, from another delivery or an
 * earlier plan, is judged as if it were free, and takes this plan's worst loss.
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
    // Keeps the time at which it was taken, so that a write whose answer was lost finds the slot as it left
    // it.
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
