import type { Position, Result } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { exitOf } from '#figures/exit.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import { holding, PositionBusy } from '#position/lease.ts'
import { findEnd, resultOf } from '#position/result.ts'
import { settleKnown } from '#position/settle.ts'
import { signed } from '../../terminal/amounts.ts'
import { moment } from '../../terminal/time.ts'
import { marginAssets } from '../account/margin-asset.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { positionNamed } from '../positions.ts'
import { lacking } from '../report/lacking.ts'

export interface SettleOptions extends Consent {
  /** The net result, fees and funding included, in its margin asset. */
  readonly net?: string
}

const { lease: leaseMs } = timing.functions.closeCleanup

/** Shows what is known of a result that the exchange's history lacks in part; with `net` the operator supplies it. */
export async function settle(
  connection: Connection,
  name: string,
  { net, yes }: SettleOptions,
): Promise<Answer> {
  const position = await positionNamed(connection, name)
  const result = unknownResultOf(position)
  const asset = (await marginAssets(connection, [position.symbol]))(position.symbol) ?? ''
  const known = await whatIsKnown(connection, position, result, asset)
  if (net === undefined) return { ...known, exitCode: exitCodes.no }
  const amount = `${signed(net)} ${asset}`.trimEnd()
  await confirm(
    [known.text, `On ${connection.stack.name} this makes its result ${amount}, for good.`],
    yes ? { yes } : {},
  )
  const settled = await told(connection, position.id, net)
  return {
    data: { positionId: position.id, result: settled },
    text: `the result of ${position.symbol} (${position.id}) is ${amount}: told by the operator`,
  }
}

function unknownResultOf({ id, symbol, state, result }: Position): Result {
  if (result?.provisional) return result
  const is = result ? `known: net ${result.netPnl}` : `not made yet: it is ${state}`
  throw new Complaint(
    exitCodes.no,
    `the result of ${symbol} (${id}) is ${is}`,
    'see `qt account` for the results that are not known',
  )
}

async function whatIsKnown(
  connection: Connection,
  position: Position,
  result: Result,
  asset: string,
): Promise<Answer & { text: string }> {
  const { id, symbol, side, closedAt = 0 } = position
  const { item } = await connection.state.account.read()
  const counts = item.provisional?.[id]?.worstLoss
  const { shown, now } = await shownNow(connection, position, asset)
  const lines = [
    `${symbol} ${side} (${id}), closed by ${exitOf(result.reason, position.tier)} at ${moment(closedAt)}`,
    `its result is not known: ${lacking(result)}`,
    now,
    ...(counts === undefined
      ? []
      : [`until then it counts as a loss of ${`${counts} ${asset}`.trimEnd()} against the day's cap`]),
  ]
  return { data: { positionId: id, result, shown, counts }, text: lines.join('\n') }
}

/** What history shows by now; it has nothing for a delisted symbol. */
async function shownNow(connection: Connection, position: Position, asset: string) {
  try {
    const { moved, reason } = await findEnd(await connection.context(), position)
    const { netPnl, provisional } = resultOf(position, { moved, reason })
    const now = provisional
      ? `history shows ${moved.trades.length} of its trades now, which leave ${moved.left.toFixed()} open`
      : `the exchange shows all of it now: net ${netPnl} ${asset}`.trimEnd()
    return { shown: { netPnl, provisional }, now }
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error
    return { shown: undefined, now: `history cannot be read now: ${error.message}` }
  }
}

/** Takes the position's lease, because the watch may ask for it too. */
async function told(connection: Connection, id: string, net: string): Promise<Result> {
  const context = await connection.context()
  const now = context.clock.now()
  try {
    return await holding(context, { id, holder: `operator-${now}`, leaseMs }, async held => {
      const { provisional: _, ...shown } = unknownResultOf(held.position)
      const result: Result = { ...shown, netPnl: net, lastDayNetPnl: net, toldBy: 'operator' }
      held.note('result-told', { netPnl: net, by: 'operator' })
      await held.flush()
      await held.write({ ...held.position, result })
      await settleKnown({ ...context, configuration: connection.configuration }, held.position, now)
      return result
    })
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
    throw new Complaint(exitCodes.no, error.message, 'try again in a minute', error)
  }
}
