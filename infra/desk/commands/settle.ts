import type { Position, Result } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { ExchangeError } from '#exchange/failure.ts'
import { holding, PositionBusy } from '#protection/desk.ts'
import { findEnd, resultOf } from '#protection/result.ts'
import { settleKnown } from '#protection/settle.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import { positionNamed } from '../positions.ts'
import { lacking } from '../report/lacking.ts'
import type { Room } from '../room.ts'
import { signed } from '../show/amounts.ts'
import { moment } from '../show/time.ts'

export interface SettleOptions extends Consent {
  /** What the position came to, fees and funding included, in its margin asset. */
  readonly net?: string
}

const { lease: leaseMs } = timing.functions.closeCleanup

/** Shows what is known of a result that history does not show as a whole; with `net` the operator says what it was. */
export async function settle(room: Room, name: string, { net, yes }: SettleOptions): Promise<Answer> {
  const position = await positionNamed(room, name)
  const result = unknownResultOf(position)
  const known = await whatIsKnown(room, position, result)
  if (net === undefined) return { ...known, exitCode: exitCodes.no }
  await confirm(
    [known.text, `On ${room.connection.name} this makes its result ${signed(net)}, for good.`],
    yes ? { yes } : {},
  )
  const settled = await told(room, position.id, net)
  return {
    data: { positionId: position.id, result: settled },
    text: `${position.symbol} (${position.id}) came to ${signed(net)}: said by the operator`,
  }
}

function unknownResultOf({ id, symbol, state, result }: Position): Result {
  if (result?.provisional) return result
  const is = result ? `known: net ${result.netPnl}` : `not made yet: it is ${state}`
  throw new Complaint(
    exitCodes.no,
    `the result of ${symbol} (${id}) is ${is}`,
    'see `qt account` for those that are not known',
  )
}

async function whatIsKnown(
  room: Room,
  position: Position,
  result: Result,
): Promise<Answer & { text: string }> {
  const { id, symbol, side, closedAt = 0 } = position
  const { item } = await room.state.account.read()
  const counts = item.provisional?.[id]?.worstLoss
  const { shown, now } = await shownNow(room, position)
  const lines = [
    `${symbol} ${side} (${id}), closed by ${result.reason} at ${moment(closedAt)}`,
    `its result is not known: ${lacking(result)}`,
    now,
    ...(counts === undefined ? [] : [`until then it counts as a loss of ${counts} against the day's cap`]),
  ]
  return { data: { positionId: id, result, shown, counts }, text: lines.join('\n') }
}

/** What history shows by now; of a symbol that is no longer listed it answers nothing. */
async function shownNow(room: Room, position: Position) {
  try {
    const { moved, reason } = await findEnd(await room.desk(), position)
    const { netPnl, provisional } = resultOf(position, { moved, reason })
    const now = provisional
      ? `history shows ${moved.trades.length} of its trades now, which leave ${moved.left.toFixed()} open`
      : `history shows all of it now: net ${netPnl}`
    return { shown: { netPnl, provisional }, now }
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error
    return { shown: undefined, now: `history cannot be read now: ${error.message}` }
  }
}

/** Under the position's lease: the watch asks for it too. */
async function told(room: Room, id: string, net: string): Promise<Result> {
  const desk = await room.desk()
  const now = desk.clock.now()
  try {
    return await holding(desk, { id, holder: `operator-${now}`, leaseMs }, async held => {
      const { provisional: _, ...shown } = unknownResultOf(held.position)
      const result: Result = { ...shown, netPnl: net, lastDayNetPnl: net, toldBy: 'operator' }
      held.note('result-told', { netPnl: net, by: 'operator' })
      await held.flush()
      await held.write({ ...held.position, result })
      await settleKnown(desk.state.account, held.position)
      return result
    })
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
    throw new Complaint(exitCodes.no, error.message, 'say it again in a minute', error)
  }
}
