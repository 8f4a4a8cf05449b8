import { dec, sum } from '#domain/decimal.ts'
import { answered } from '#domain/events/answer.ts'
import { partQuantity } from '#domain/exit-size.ts'
import { banked, fired, foundAgain, offered, sentBack, unbanked, withdrawn } from '#domain/intentions.ts'
import type { Look } from '#domain/look.ts'
import type { Ended } from '#domain/move.ts'
import type { MoveContext } from '#ports/context.ts'
import { tellsOfOtherRules } from '#ports/refusal.ts'
import { lookAgain } from './look.ts'
import { seek } from './missing-rung.ts'
import { acknowledged, reduceAtMarket, rungOrder, rungQuantity } from './orders.ts'
import { unsound } from './sound.ts'
import { isGone } from './standing-orders.ts'
import { learnRules } from './todays-rules.ts'

/** Puts a rung into the algo book. If the market has reached its trigger meanwhile, the rung is banked instead. */
export async function offer({ context, held, look }: MoveContext, index: number): Promise<Look | Ended> {
  const sentBefore = held.position.rungs[index]?.clientId !== undefined
  const next = offered(held.position, index, context.clock.now())
  const rung = next.rungs[index]
  if (!rung?.clientId) throw new Error(`Position ${held.position.id} has no rung ${index} to offer`)
  const quantity = rungQuantity(held.position, rung)
  const move = { move: 'offer', rung: index } as const
  const refused = unsound({ context, held, look }, move, next, { rungs: [index], quantity })
  if (refused) return refused
  await held.write(next)
  const order = rungOrder(held.position, { ...rung, quantity, clientId: rung.clientId })
  const answer = await context.exchange.placeAlgo(order)
  held.note('take-profit-sent', {
    tier: rung.tier,
    ...order,
    ...answered(answer),
  })
  if (answer.outcome !== 'refused') return { ...look, orders: [...look.orders, acknowledged(order)] }
  // An order sent earlier under this client id may live after all: it is cancelled before the rung is banked.
  if (answer.code !== -2021 || !sentBefore) await held.write(withdrawn(held.position, [index]))
  if (answer.code === -2021) return bank({ context, held, look }, [index], quantity)
  context.telemetry.warn('take-profit-refused', {
    positionId: held.position.id,
    symbol: held.position.symbol,
    code: answer.code,
    message: answer.message,
  })
  if (tellsOfOtherRules(answer.code) && (await learnRules(context, held))) return look
  return { ended: 'unfinished', last: move }
}

/** Finds out what became of a rung whose order is no longer open. */
export async function trace(moving: MoveContext, index: number): Promise<Look | Ended> {
  const { context, held, look } = moving
  const clientId = held.position.rungs[index]?.clientId ?? ''
  const order = await context.exchange.algoOrder(held.position.symbol, clientId)
  held.note('take-profit-traced', {
    clientId,
    status: order?.status ?? 'unknown',
    filled: order?.actualQuantity,
  })
  switch (order?.status) {
    case 'TRIGGERING':
    case 'TRIGGERED':
    case 'FINISHED':
      await held.write(fired(held.position, index))
      return look
    case 'NEW':
      if (held.position.rungs[index]?.missingSince !== undefined)
        await held.write(foundAgain(held.position, index))
      return { ...look, orders: [...look.orders, liveAgain(order)] }
    case undefined: {
      const sought = await seek(moving, index)
      // Under the same client id: if it lives after all, the exchange says so.
      return sought === 'absent' ? offer(inVain(moving, clientId), index) : sought
    }
    default: // CANCELED, EXPIRED, REJECTED
      await held.write(sentBack(held.position, [index]))
      return look
  }
}

/** Once in a look: a refused offer must not be traced again, or keep the look from its other work. */
const inVain = ({ look, ...moving }: MoveContext, clientId: string): MoveContext => ({
  ...moving,
  look: { ...look, sought: [...(look.sought ?? []), clientId] },
})

const liveAgain = (order: {
  readonly clientId: string
  readonly type: string
  readonly triggerPrice: string
  readonly quantity: string
  readonly closePosition: boolean
}) => ({ ...order, seen: true })

/** Sells rungs that the market jumped over, in one reduce-only market order. */
export async function bank(
  { context, held, look }: MoveContext,
  indices: readonly number[],
  wanted: string,
): Promise<Look | Ended> {
  const before = held.position
  const size = partQuantity(dec(wanted), dec(look.quantity), before.rules)
  const due = sum(indices.map(index => before.rungs[index]?.quantity ?? 0))
  const [next, ids] = banked(before, indices, size.gte(look.quantity) ? due : size)
  const quantity = size.toFixed()
  const move = { move: 'bank', rungs: indices, quantity: wanted } as const
  const refused = unsound({ context, held, look }, move, next, { rungs: indices, quantity })
  if (refused) return refused
  if (!(await takeBack({ context, held, look }, indices))) return { ended: 'unfinished', last: move }
  await held.write(next)
  const answer = await context.exchange.place(reduceAtMarket(held.position, quantity, ids.bank))
  held.note('profit-banked', {
    rungs: indices,
    quantity,
    clientId: ids.bank,
    mark: look.markPrice,
    ...answered(answer),
  })
  // Refused for itself: the rungs wait again. Whatever may have sold is never sent again; the next look goes by the
  // quantity.
  if (answer.outcome === 'refused' && answer.blame === 'order') {
    await held.write(unbanked(held.position, before, indices))
    if (tellsOfOtherRules(answer.code) && (await learnRules(context, held))) return look
    return { ended: 'unfinished', last: { ...move, quantity } }
  }
  return lookAgain(context.exchange, held.position, look)
}

/** Cancels the orders that these rungs were sent as. False if that stays open: then they have not been sold yet. */
async function takeBack({ context, held }: MoveContext, indices: readonly number[]): Promise<boolean> {
  const { symbol, rungs } = held.position
  const sent = indices.flatMap(index => rungs[index]?.clientId ?? [])
  for (const clientId of sent) {
    const answer = await context.exchange.cancelAlgo(symbol, clientId)
    held.note('order-cancelled', {
      clientId,
      because: 'its take-profit is banked',
      ...answered(answer),
    })
    if (!isGone(answer)) return false
  }
  return true
}
