import { dec } from '#domain/decimal.ts'
import { closingFor } from '#domain/intentions.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import type { BlindLook, OpenPosition } from '#domain/protection.ts'
import { timing } from '#domain/timing.ts'
import { abandonEntry } from '#protection/abandon.ts'
import { completeEntry } from '#protection/complete-entry.ts'
import { type HeldPosition, holding, PositionBusy } from '#protection/desk.ts'
import { resolveEntry } from '#protection/resolve-entry.ts'
import { askToClose } from './ask-to-close.ts'
import { decide } from './decide.ts'
import type { InspectDesk } from './inspect-desk.ts'
import { lossAgain, noteBeside } from './loss-beside.ts'
import { rescueNaked } from './rescue-stop.ts'

const { lease: leaseMs } = timing.functions.inspect

/** What survey saw of a position; without a mark where it shows none that can be. */
interface Seen {
  readonly quantity: string
  readonly mark: string | undefined
}

/**
 * An entry whose executor may be at work or may have crashed. If it filled, its first stop is placed at once,
 * lease or no lease: the stop's client id is fixed, so the executor's own is told that it stands already. An
 * exit in its place only reduces, so it cannot do harm twice either.
 * Once the executor's lease is free, the entry is finished here. A loss beyond the emergency level does not wait for it.
 */
export async function rescueEntry(
  desk: InspectDesk,
  position: Position,
  seen: Seen,
): Promise<CloseReason | undefined> {
  await rescueNaked(desk, position, seen.quantity)
  try {
    return await holding(desk, { id: position.id, holder: desk.holder, leaseMs }, held => finish(desk, held))
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
    return lossBesideLease(desk, position, seen)
  }
}

/**
 * Whether so much is lost that a lease, which may be a dead executor's, must not keep it open: told by the level of the
 * first stop and the price that this was measured from, which stand in the record before the entry leaves.
 */
async function lossBesideLease(
  desk: InspectDesk,
  position: Position,
  { quantity, mark }: Seen,
): Promise<CloseReason | undefined> {
  if (mark === undefined || dec(quantity).isZero()) return undefined
  const filled = { entryPrice: position.entry.touchPrice, entryQuantity: quantity, entryFees: '0' }
  const assumed: OpenPosition = { ...position, ...filled, openQuantity: quantity }
  const blind: BlindLook = { quantity, markPrice: mark, orders: 'unknown', ...lossAgain(desk, position) }
  const { look, move } = await decide(desk, assumed, blind)
  await noteBeside(desk, position, look, move)
  return move.move === 'close' ? askToClose(desk, assumed, look, move) : undefined
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
