import { Dec, dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { worstLossOf } from '#domain/worst-loss.ts'
import type { AccountPositions, ExchangePosition } from '#ports/exchange.ts'
import type { Account } from '#ports/state.ts'
import { workedOut } from './damaged-record.ts'
import { inTime } from './in-time.ts'
import type { SurveyContext } from './survey-context.ts'

/** A fill that differs from the planned touch changes the amount at risk by less than this share. */
const leastChange = '0.01'

/**
 * If a trader adds to a position, its slot's worst loss follows. A part that was sold keeps counting until the close,
 * when its loss is known. Writes only what has changed.
 */
export async function followQuantities(
  context: SurveyContext,
  { slots }: Account,
  stored: readonly Position[],
  { open }: AccountPositions,
): Promise<void> {
  await Promise.all(
    stored.map(async position => {
      const { id, symbol, side } = position
      const shown = open.find(each => each.symbol === symbol && each.side === side)
      const slot = slots[symbol]
      const work = { name: 'risk', otherwise: undefined }
      const worst = shown && workedOut(context, position, work, () => worstOf(position, shown))
      if (slot?.positionId !== id || !worst || !isOther(slot.worstLoss, worst)) return
      await inTime(context, { ...work, symbol }, () => write(context, symbol, id, worst.toFixed(8)))
    }),
  )
}

function worstOf(
  { state, entryQuantity, entryPrice, leverage, settings }: Position,
  shown: ExchangePosition,
): Dec | undefined {
  if (state !== 'open' || entryQuantity === undefined || entryPrice === undefined) return undefined
  const most = Dec.max(shown.quantity, entryQuantity)
  return worstLossOf(most, shown.entryPrice ?? entryPrice, leverage, settings)
}

const isOther = (counted: string, worst: Dec): boolean =>
  worst.minus(counted).abs().gt(dec(counted).times(leastChange))

async function write(context: SurveyContext, symbol: string, id: string, worstLoss: string): Promise<void> {
  await context.state.account.update(({ slots, ...account }) => {
    const slot = slots[symbol]
    if (slot?.positionId !== id || slot.worstLoss === worstLoss) return undefined
    return { ...account, slots: { ...slots, [symbol]: { ...slot, worstLoss } } }
  })
  context.telemetry.info('risk-changed', { positionId: id, symbol, worstLoss })
}
