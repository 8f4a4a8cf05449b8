import type { Position } from '#domain/position.ts'
import { closeAll } from '../act/close.ts'
import { closeAnswer } from '../act/close-answer.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import { heldPositions } from '../positions.ts'
import type { Room } from '../room.ts'
import { price } from '../show/amounts.ts'
import { halted } from './halt.ts'

export interface ClosingOptions extends Consent {
  /** Seconds. */
  readonly timeout: number
}

/** Closes the position of one symbol at market, through close-cleanup. */
export async function close(room: Room, symbol: string, options: ClosingOptions): Promise<Answer> {
  const position = (await heldPositions(room)).find(each => each.symbol === symbol)
  if (!position) {
    throw new Complaint(
      exitCodes.no,
      `${symbol} has no position of ours`,
      'see `qt positions`; one that nobody manages is closed on the exchange itself',
    )
  }
  await confirm([`This closes at market, on ${room.connection.name}:`, described(position)], options)
  return closeAnswer(await closeAll(room, [position], options.timeout * 1000))
}

/** Closes every position; with `halt` lets nothing in first. */
export async function flatten(
  room: Room,
  options: ClosingOptions & { readonly halt?: boolean },
): Promise<Answer> {
  const positions = await heldPositions(room)
  if (positions.length === 0 && !options.halt) return { data: { closed: [] }, text: 'Nothing is open.' }
  const first = options.halt
    ? ['Entries are halted first.']
    : ['Entries go on; say --halt to halt them first.']
  const closes = [`This closes ${positions.length} at market, on ${room.connection.name}:`]
  const what = positions.length > 0 ? [...closes, ...positions.map(described)] : ['Nothing is open.']
  await confirm([...what, ...first], options)
  if (options.halt) await halted(room, 'flattened by the operator')
  if (positions.length === 0) return { data: { closed: [] }, text: 'Nothing is open; entries are halted.' }
  return closeAnswer(await closeAll(room, positions, options.timeout * 1000))
}

const described = ({ symbol, id, side, leverage, openQuantity, entry, entryPrice }: Position) =>
  `  ${symbol} ${side} ${openQuantity ?? entry.quantity} at ${price(entryPrice ?? entry.touchPrice)}, ${leverage}x (${id})`
