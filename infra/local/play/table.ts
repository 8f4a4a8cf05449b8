import type { State } from '#ports/state.ts'
import type { MarketClock } from '../runner/clock.ts'
import { liveTable } from './show/live-table.ts'
import type { Screen } from './show/screen.ts'

/** Draws the open positions after each tick, until the answered function is called. */
export function followPositions(of: {
  readonly clock: MarketClock
  readonly state: State
  /** The newest mark of each symbol. */
  readonly marks: () => ReadonlyMap<string, string>
  readonly screen: Screen
  readonly intervalMs: number
}): () => void {
  const { clock, state, marks, screen, intervalMs } = of
  const { table } = screen
  if (!table) return () => {}
  let following = true
  const draw = async () => {
    const { slots } = (await state.account.read()).item
    const stored = await state.positions.readAll(Object.values(slots).map(slot => slot.positionId))
    const now = clock.now()
    const positions = stored.map(({ item }) => item)
    if (following) table(columns => liveTable(positions, marks(), now, columns))
  }
  const next = () => {
    if (!following) return
    clock.at(Math.floor(clock.now() / intervalMs + 1) * intervalMs + 2_000, () => {
      draw().catch((error: unknown) => screen.note(`The table could not be drawn: ${error}`))
      next()
    })
  }
  next()
  return () => {
    following = false
  }
}
