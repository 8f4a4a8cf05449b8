import type { Position } from '#domain/position.ts'
import type { Change } from '#notifications/change.ts'
import type { Notification, NotificationOf } from '#notifications/notification.ts'
import type { ClosedNote, DiaryNote, RefusedNote } from '#ports/diary.ts'

/**
 * The diary's note of a change: a closed position with its notification, or a refused signal. Undefined when
 * there is nothing to note.
 */
export function noteOf(
  change: Change,
  told: readonly Notification[],
  position: Pick<Position, 'closedAt'> | undefined,
): DiaryNote | undefined {
  const closed = told.find(each => each.kind === 'closed')
  return closed ? closedNote(closed, position?.closedAt) : refusedNote(change)
}

function closedNote(closed: NotificationOf<'closed'>, closedAt: number | undefined): ClosedNote {
  const { at, positionId, symbol, side, asset, netPnl: net, fees, funding } = closed
  const isKnown = closed.result !== 'pending' && net !== undefined
  return {
    note: 'closed',
    at: closedAt ?? at,
    ...{ positionId, symbol, side, asset },
    ...(isKnown && { result: { net, fees: fees ?? '0', funding: funding ?? '0' } }),
  }
}

function refusedNote({ pk, sk, now }: Change): RefusedNote | undefined {
  const body = (now?.body ?? {}) as Readonly<Record<string, unknown>>
  const [, signalId] = /^SIGNAL#(.+)$/s.exec(pk) ?? []
  if (signalId === undefined || sk !== 'ITEM' || body.verdict !== 'refused') return undefined
  const { at, symbol, reason } = body
  if (typeof at !== 'number') return undefined
  return { note: 'refused', at, signalId, symbol: said(symbol), reason: said(reason) }
}

const said = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : 'not said')
