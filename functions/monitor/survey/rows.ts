import { dec } from '#domain/decimal.ts'
import type { PositionRow } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import type { Sentiment } from '#domain/sentiment.ts'
import { type Glance, mostUrgentFirst, roomOf, unknownRoom } from '#domain/urgency.ts'
import type { AccountPositions } from '#ports/exchange.ts'
import { workedOut } from './damaged-record.ts'
import type { SurveyContext } from './survey-context.ts'

/** One row for inspect per position, the most urgent first. */
export function rowsOf(
  context: SurveyContext,
  shown: AccountPositions,
  stored: readonly Position[],
  sentimentOf: (position: Position) => Sentiment | undefined,
): readonly PositionRow[] {
  for (const { id, symbol } of stored.filter(position => isUnread(shown, position))) {
    context.telemetry.warn('row-unread', { positionId: id, symbol, of: 'positions' })
    context.telemetry.count('RowUnread')
  }
  const glances = stored.map(position => glanceAt(position, shown))
  const room = (glance: Glance) =>
    workedOut(context, glance.position, { name: 'urgency', otherwise: unknownRoom }, () => roomOf(glance))
  return mostUrgentFirst(glances, room).map(glance => rowOf(glance, sentimentOf(glance.position)))
}

/** A row that cannot be read is neither open nor flat. */
const isUnread = ({ open, unread, complete }: AccountPositions, { symbol }: Position): boolean =>
  unread.includes(symbol) || (!complete && !open.some(each => each.symbol === symbol))

/** What the account shows of a position; the quantity is 0 when it is flat. */
function glanceAt(position: Position, shown: AccountPositions): Glance {
  const { symbol, side } = position
  const ours = shown.open.find(open => open.symbol === symbol && open.side === side)
  return {
    position,
    ...(!isUnread(shown, position) && { quantity: dec(ours?.quantity ?? 0).toFixed() }),
    ...(ours?.markPrice !== undefined && { mark: ours.markPrice }),
  }
}

/** Kept below 300 bytes: a payload that is too large would kill the run past every Catch. */
function rowOf({ position, ...shown }: Glance, sentiment: Sentiment | undefined): PositionRow {
  const { id, symbol } = position
  return { v: 1, id, symbol, ...shown, ...(sentiment && { sentiment }) }
}
