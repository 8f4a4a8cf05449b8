import type { State } from '#ports/state.ts'

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
