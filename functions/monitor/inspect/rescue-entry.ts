import type { Refusal } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import type { BlindLook } from '#domain/look.ts'
import type { CloseReason, OpenPosition, Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { HeldPosition, Invocation } from '#ports/context.ts'
import { concludeEntry } from '#position/conclude-entry.ts'
import { holding, PositionBusy } from '#position/lease.ts'
import { resolveEntry } from '#position/resolve-entry.ts'
import { askToClose } from './ask-to-close.ts'
import { decide } from './decide.ts'
import { lossAgain, noteBeside } from './loss-beside.ts'
import { rescueNaked } from './rescue-stop.ts'

const { lease: leaseMs } = timing.functions.inspect
const interrupted: Refusal = { reason: 'no-fill', detail: 'it was interrupted and never happened' }

/** What survey saw of a position; without a mark when the exchange shows no possible one. */
interface Seen {
  readonly quantity: string
  readonly mark: string | undefined
}

/**
 * An entry whose executor may be at work or may have crashed. If it filled, its first stop is placed at once, lease
 * or no lease: the stop's client id is fixed, so the executor's own request learns that the stop already stands. An
 * exit in its place is reduce-only, so sending it twice does no harm either. Once the executor's lease is free, the
 * entry is finished here. A loss beyond the emergency level does not wait for the lease.
 */
export async function rescueEntry(
  context: Invocation,
  position: Position,
  seen: Seen,
): Promise<CloseReason | undefined> {
  await rescueNaked(context, position, seen.quantity)
  try {
    return await holding(context, { id: position.id, holder: context.holder, leaseMs }, held =>
      finish(context, held),
    )
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
    return lossBesideLease(context, position, seen)
  }
}

/**
 * Whether the loss is so large that a lease, possibly a dead executor's, must not keep the position open. Judged by
 * the first stop's level and the price that it was measured from; both are in the record before the entry is sent.
 */
async function lossBesideLease(
  context: Invocation,
  position: Position,
  { quantity, mark }: Seen,
): Promise<CloseReason | undefined> {
  if (mark === undefined || dec(quantity).isZero()) return undefined
  const filled = { entryPrice: position.entry.touchPrice, entryQuantity: quantity, entryFees: '0' }
  const assumed: OpenPosition = { ...position, ...filled, openQuantity: quantity }
  const blind: BlindLook = { quantity, markPrice: mark, orders: 'unknown', ...lossAgain(context, position) }
  const { look, move } = await decide(context, assumed, blind)
  await noteBeside(context, position, look, move)
  return move.move === 'close' ? askToClose(context, assumed, look, move) : undefined
}

async function finish(context: Invocation, held: HeldPosition): Promise<CloseReason | undefined> {
  if (held.position.state !== 'entering') return undefined
  const outcome = await resolveEntry(context, held.position)
  const end = await concludeEntry(
    context,
    held,
    outcome.entry === 'never' ? { ...outcome, refusal: interrupted } : outcome,
  )
  return end.entry === 'close' ? end.reason : undefined
}
