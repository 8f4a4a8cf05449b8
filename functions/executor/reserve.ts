import type { EntrySignal, Refusal } from '#domain/admission.ts'
import { sideOf } from '#domain/signal.ts'
import { askAccount } from '#protection/judgement.ts'
import type { Configuration } from '#runtime/configuration.ts'
import type { Decision, State } from '#state/port.ts'

export interface Reserved {
  readonly refusal: Refusal | undefined
  /** How the account was judged; absent where the slot was this position's already. */
  readonly decided: Decision | undefined
}

const none: Reserved = { refusal: undefined, decided: undefined }

/**
 * Takes the symbol's slot for a position, if the account still allows it. One conditional write: of two
 * executors that come at once, one sees the other's slot. `anew`: the slot is this position's, and judged as if it
 * were free again.
 */
export async function reserveSlot(
  account: State['account'],
  configuration: Configuration,
  signal: EntrySignal,
  position: {
    readonly id: string
    readonly worstLoss: string
    readonly now: number
    readonly othersOrders: number
    readonly anew?: boolean
  },
): Promise<Reserved> {
  const { id, now, worstLoss, othersOrders, anew = false } = position
  let reserved = none
  await account.update(current => {
    reserved = none
    const { [signal.symbol]: taken, ...others } = current.slots
    const ours = taken?.positionId === id
    if (ours && !anew) return undefined
    const [refusal, decided] = askAccount({
      signal,
      account: { ...current, othersOrders, slots: ours ? others : current.slots },
      settings: configuration,
      now,
      worstLoss,
    })
    reserved = { refusal, decided }
    if (refusal) return undefined
    const slot = { positionId: id, side: sideOf(signal.action), since: now, worstLoss }
    return { ...current, slots: { ...current.slots, [signal.symbol]: slot } }
  })
  return reserved
}
