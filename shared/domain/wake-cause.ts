import { type Dec, dec } from './decimal.ts'
import { ownerOf, type Purpose } from './identity.ts'
import { marginPnl, priceDistance } from './margin.ts'
import { isFilled, type OpenPosition, type Position } from './position.ts'
import { isCrossed, sign } from './side.ts'
import type { Told } from './told.ts'
import type { WakeCause } from './wake.ts'

/**
 * Why this news calls for a look at this position now; undefined if it does not, or if the function at work on the
 * position caused it. Whatever this overlooks, the next tick sees.
 */
export function causeOf(told: Told, position: Position): WakeCause | undefined {
  if (isOver(position) || (told.kind !== 'gap' && told.symbol !== position.symbol)) return undefined
  switch (told.kind) {
    case 'gap':
    case 'liquidation':
    case 'margin-call':
      return told.kind
    case 'mark':
      return atWork(position) ? undefined : byMark(position, dec(told.mark))
    case 'position':
      return !atWork(position) && isOther(position, told) ? 'position-changed' : undefined
    case 'order':
      return atWork(position) ? undefined : byOrder(position, told)
    default:
      return told satisfies never
  }
}

const isOver = ({ state }: Position): boolean => state === 'closed' || state === 'abandoned'

/** While the executor enters it or close-cleanup closes it, they cause its news, and see it themselves. */
const atWork = (position: Position): boolean => position.state !== 'open'

/** Market orders: the sender learns their fate from the answer. */
const answered: readonly Purpose[] = ['entry', 'bank', 'close']

function byOrder(
  position: Position,
  { clientId, became }: Extract<Told, { kind: 'order' }>,
): WakeCause | undefined {
  const owner = ownerOf(clientId)
  const isOurs = owner?.positionId === position.id
  if (became === 'filled') return isOurs && answered.includes(owner.purpose) ? undefined : 'filled'
  return isOurs && countsOn(position).includes(clientId) ? 'order-ended' : undefined
}

/**
 * The orders that the record counts on: any other order was replaced by ourselves. A bridge is left out: once the
 * primary stands we cancel it, and until then the function that moves the stop is at work.
 */
const countsOn = ({ protection, rungs }: Position): readonly (string | undefined)[] => [
  protection.primary,
  protection.backup,
  ...rungs.filter(({ state }) => state === 'placed').map(({ clientId }) => clientId),
]

const isOther = (
  { side, openQuantity }: Position,
  { quantity, side: shown }: Extract<Told, { kind: 'position' }>,
): boolean => (shown !== undefined && shown !== side) || !dec(quantity).eq(openQuantity ?? 0)

function byMark(position: Position, mark: Dec): WakeCause | undefined {
  if (!isFilled(position) || !mark.gt(0)) return undefined
  if (isToBeForced(position, mark)) return 'beyond-level'
  return isCrossed(position.side, dec(position.protection.level), mark) ? 'stop-passed' : undefined
}

/** Where a look closes it by force, if the mark can be believed. */
function isToBeForced(
  { side, leverage, settings, protection, entryPrice }: OpenPosition,
  mark: Dec,
): boolean {
  const entry = dec(entryPrice)
  const beyond = dec(protection.level).minus(mark).times(sign(side))
  const between = dec(settings.emergencyPct).minus(settings.stopLossPct)
  const isBeyond = beyond.gt(0) && beyond.gte(priceDistance(entry, between, leverage))
  return isBeyond || marginPnl(side, entry, mark, leverage).lt(dec(settings.emergencyPct).neg())
}
