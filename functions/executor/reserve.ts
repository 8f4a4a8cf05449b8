import { type EntrySignal, type Refusal, refuseEntry } from '#domain/admission.ts'
import { sideOf } from '#domain/signal.ts'
import type { Configuration } from '#runtime/configuration.ts'
import type { State } from '#state/port.ts'

/**
 * Takes the symbol's slot for a position, if the account still allows it. One conditional write: of two
 * executors that come at once, one sees the other's slot.
 */
export async function reserveSlot(
  account: State['account'],
  configuration: Configuration,
  signal: EntrySignal,
  position: { readonly id: string; readonly worstLoss: string; readonly now: number },
): Promise<Refusal | undefined> {
  let refusal: Refusal | undefined
  await account.update(current => {
    refusal = undefined
    if (current.slots[signal.symbol]?.positionId === position.id) return undefined
    refusal = refuseEntry(signal, current, configuration, position.now, position.worstLoss)
    if (refusal) return undefined
    const slot = {
      positionId: position.id,
      side: sideOf(signal.action),
      since: position.now,
      worstLoss: position.worstLoss,
    }
    return { ...current, slots: { ...current.slots, [signal.symbol]: slot } }
  })
  return refusal
}
