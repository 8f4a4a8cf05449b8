import { closingFor } from '#domain/intentions.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { abandonEntry } from '#protection/abandon.ts'
import { completeEntry } from '#protection/complete-entry.ts'
import { type HeldPosition, holding, PositionBusy } from '#protection/desk.ts'
import { resolveEntry } from '#protection/resolve-entry.ts'
import type { InspectDesk } from './inspect-desk.ts'
import { rescueNaked } from './rescue-stop.ts'

const { lease: leaseMs } = timing.functions.inspect

/**
 * An entry whose executor may be at work or may have crashed. If it filled, its first stop is placed at once,
 * lease or no lease: the stop's client id is fixed, so the executor's own is told that it stands already. An
 * exit in its place only reduces, so it cannot do harm twice either.
 * Once the executor's lease is free, the entry is finished here.
 */
export async function rescueEntry(
  desk: InspectDesk,
  position: Position,
  quantity: string,
): Promise<CloseReason | undefined> {
  await rescueNaked(desk, position, quantity)
  try {
    return await holding(desk, { id: position.id, holder: desk.holder, leaseMs }, held => finish(desk, held))
  } catch (error) {
    if (error instanceof PositionBusy) return undefined
    throw error
  }
}

async function finish(desk: InspectDesk, held: HeldPosition): Promise<CloseReason | undefined> {
  const { position } = held
  if (position.state !== 'entering') return undefined
  const fate = await resolveEntry(desk, position)
  switch (fate.fate) {
    case 'unknown':
      return undefined
    case 'never':
      await abandonEntry(desk, held, { reason: 'no-fill', detail: 'it was interrupted and never happened' })
      return undefined
    case 'filled': {
      const done = await completeEntry(desk, held, fate)
      if (done.ended !== 'close') return undefined
      if (done.reason !== 'external')
        await held.write(closingFor(held.position, done.reason, desk.clock.now()))
      return done.reason
    }
    default:
      return fate satisfies never
  }
}
