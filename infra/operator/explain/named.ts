import type { Position } from '#domain/position.ts'
import { parseSymbol } from '#domain/symbol.ts'
import type { Verdict } from '#ports/state.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { allRecords, positionAtHand } from '../positions.ts'

/** What the operator asks about: a position, or a signal without one. */
type Named = { readonly position: Position } | { readonly verdict: Verdict }

/**
 * Finds it by the id of a position, of a signal or of its message. A symbol means its open position, or else its
 * latest, or else its latest signal. Only a message's id, and a symbol without an open position, need a read of the
 * whole table. Throws a `Complaint` when nothing has that name.
 */
export async function whatIsNamed(connection: Connection, name: string): Promise<Named> {
  const ofSignal = await connection.state.signals.read(name, connection.stack.clock.now())
  if (ofSignal) return whatBecameOf(connection, ofSignal)
  const atHand = await positionAtHand(connection, name)
  if (atHand) return { position: atHand }
  const { positions, verdicts } = await allRecords(connection)
  const symbol = parseSymbol(name) ?? name
  const latest = positions.findLast(position => position.symbol === symbol)
  if (latest) return { position: latest }
  const verdict =
    verdicts.find(({ messageId }) => messageId === name) ??
    verdicts.filter(each => each.symbol === symbol).toSorted((a, b) => b.at - a.at)[0]
  if (verdict) return whatBecameOf(connection, verdict)
  throw new Complaint(
    exitCodes.usage,
    `no position, signal or message is called ${name}, and none was of a symbol ${symbol}`,
    'see `qt report --json` for the ids of all positions, `qt positions` for the open ones, `qt invalid` for messages that were no signals',
  )
}

async function whatBecameOf(connection: Connection, verdict: Verdict): Promise<Named> {
  if (!verdict.positionId) return { verdict }
  const position = await connection.state.positions.read(verdict.positionId)
  return position ? { position: position.item } : { verdict }
}
