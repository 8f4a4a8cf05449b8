import type { Position } from '#domain/position.ts'
import { price } from '../../terminal/amounts.ts'
import { closeAll } from '../act/close.ts'
import { closeAnswer } from '../act/close-answer.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { heldPositions } from '../positions.ts'
import { halted } from './halt.ts'

export interface ClosingOptions extends Consent {
  /** Seconds. */
  readonly timeout: number
}

/** Closes the position of one symbol at market, through close-cleanup. */
export async function close(
  connection: Connection,
  symbol: string,
  options: ClosingOptions,
): Promise<Answer> {
  const position = (await heldPositions(connection)).find(each => each.symbol === symbol)
  if (!position) {
    throw new Complaint(
      exitCodes.no,
      `${symbol} has no position of ours`,
      'see `qt positions`; an unmanaged one is closed on the exchange itself',
    )
  }
  await confirm([`This closes at market, on ${connection.stack.name}:`, described(position)], options)
  return closeAnswer(await closeAll(connection, [position], options.timeout * 1000))
}

/** Closes every position; with `halt` it stops new entries first. */
export async function flatten(
  connection: Connection,
  options: ClosingOptions & { readonly halt?: boolean },
): Promise<Answer> {
  const positions = await heldPositions(connection)
  if (positions.length === 0 && !options.halt) return { data: { closed: [] }, text: 'Nothing is open.' }
  const first = options.halt
    ? ['Entries are halted first.']
    : ['New entries continue; add --halt to stop them first.']
  const closes = [`This closes ${positions.length} at market, on ${connection.stack.name}:`]
  const what = positions.length > 0 ? [...closes, ...positions.map(described)] : ['Nothing is open.']
  await confirm([...what, ...first], options)
  if (options.halt) await halted(connection, 'flattened by the operator')
  if (positions.length === 0) return { data: { closed: [] }, text: 'Nothing is open; entries are halted.' }
  return closeAnswer(await closeAll(connection, positions, options.timeout * 1000))
}

const described = ({ symbol, id, side, leverage, openQuantity, entry, entryPrice }: Position) =>
  `  ${symbol} ${side} ${openQuantity ?? entry.quantity} at ${price(entryPrice ?? entry.touchPrice)}, ${leverage}x (${id})`
