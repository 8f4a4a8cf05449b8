import type { Position } from '#domain/position.ts'
import type { SentinelContext } from './sentinel-context.ts'

/** The positions that hold a slot, according to the table. */
export async function openPositions({ state }: Pick<SentinelContext, 'state'>): Promise<readonly Position[]> {
  const { slots } = (await state.account.read()).item
  const stored = await state.positions.readAll(Object.values(slots).map(({ positionId }) => positionId))
  return stored.map(({ item }) => item)
}
