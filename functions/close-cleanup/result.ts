import { type Dec, dec } from '#domain/decimal.ts'
import { nextState } from '#domain/lifecycle.ts'
import type { Position, Result } from '#domain/position.ts'
import { sign } from '#domain/side.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import type { AccountEnd } from '#position/account-result.ts'
import type { Movements } from '#position/movements.ts'
import { findEnd, resultOf, withResult } from '#position/result.ts'
import { tellBroken } from '#position/sound.ts'

/**
 * Writes the position's result, from its trades and not from the answers to its orders. While history does not show
 * all trades the result is provisional, and the watch asks again; closing does not wait for it.
 */
export async function recordResult(context: Context, held: HeldPosition): Promise<void> {
  const { position } = held
  const end = await findEnd(context, position)
  held.decided('reason-found', end.decided)
  tellBroken(context, held, 'result', end.moved.broken ?? [])
  const figures = resultOf(position, end, await countedBefore(context, position))
  const result = figures.provisional ? await estimated(context, position, figures, end.moved) : figures
  const { openedAt, closedAt } = end.moved
  await recordClosed(context, held, { result, openedAt, closedAt })
}

/** The only way a flat position ends: reported first, then written. No function comes back to a closed one. */
export async function recordClosed(
  { telemetry }: Context,
  held: HeldPosition,
  ended: AccountEnd,
): Promise<void> {
  const { position } = held
  const { side, source, tier } = position
  const { result } = ended
  const state = nextState(position.state, 'flat')
  held.note('closed', { side, source, tier, ...result })
  await held.flush()
  await held.write({ ...withResult(position, ended), state })
  telemetry.count('PositionClosed')
  if (!result.provisional) telemetry.count('NetPnl', Number(result.netPnl))
}

/** A position that was found open after its close was settled once already, if its result was known by then. */
export async function countedBefore({ state }: Context, { id, result }: Position): Promise<Dec> {
  if (!result || result.provisional) return dec(0)
  const { provisional = {} } = (await state.account.read()).item
  return dec(provisional[id] ? 0 : result.lastDayNetPnl)
}

/** Values the part that history does not show yet at the current price; without a price, at the worst case. */
async function estimated(
  { exchange, telemetry }: Context,
  { id, symbol, side, entryPrice, settings }: Position,
  result: Result,
  { left }: Movements,
): Promise<Result> {
  if (!result.provisional || entryPrice === undefined) return result
  const still = async (): Promise<Dec> => {
    if (left.isZero()) return dec(0)
    const price = dec((await exchange.quote(symbol)).mark)
    const fee = price.times(left).times(settings.takerFee)
    return price.minus(entryPrice).times(left).times(sign(side)).minus(fee)
  }
  try {
    const estimate = dec(result.netPnl)
      .plus(await still())
      .toFixed(8)
    return { ...result, provisional: { ...result.provisional, estimate } }
  } catch (error) {
    telemetry.error('estimate-without-price', error, { positionId: id, symbol })
    return result
  }
}
