import { type DecimalString, dec, toMultiple } from '#domain/decimal.ts'
import { answered } from '#domain/events/answer.ts'
import { withdrawn } from '#domain/intentions.ts'
import { leastQuantity } from '#domain/margin.ts'
import type { OpenPosition, Position } from '#domain/position.ts'
import { act, type Done, done, look, opened, protectedAfter, type Scene } from './scene.ts'

/** Number of offers, each at the market's new place, and how long each waits there in milliseconds. */
const mostOffers = 3
const patience = 10_000
const betweenLooks = 1_000

/** Offers a small part so near the mark that the market's next moves may trigger it. */
export async function takeProfitFires(scene: Scene): Promise<Done> {
  const parted = withRungOfLeast(opened(scene))
  if (!parted) return { done: false, found: 'too little is left to offer a part of it' }
  const { position, index } = parted
  await scene.held.write(position)
  for (let offers = 0; offers < mostOffers; offers++) {
    const seen = await look(scene)
    await scene.held.write(movedNear(opened(scene), index, seen.markPrice))
    await act(scene, { move: 'offer', rung: index }, seen)
    if (!(await hasFired(scene, index))) continue
    const { openQuantity: left, rungs } = opened(scene)
    const { clientId, quantity, triggerPrice } = rungs[index] ?? {}
    const where = clientId ? `at ${triggerPrice}` : 'at market, because the mark was there first'
    return done(`sold ${quantity} ${where}; ${left} is left`)
  }
  const waited = `${mostOffers} times for ${patience / 1000} s`
  return done(`the mark did not come to it, ${waited}: how one fires stays unknown`)
}

/** Splits the last waiting take-profit: first the least quantity that can be sold, then the rest. */
function withRungOfLeast(
  position: OpenPosition,
): { readonly position: Position; readonly index: number } | undefined {
  const { rungs, rules, tier } = position
  const index = rungs.findLastIndex(({ state, clientId }) => state === 'waiting' && clientId === undefined)
  const last = rungs[index]
  const least = leastQuantity(rules)
  if (!last || least.times(2).gt(last.quantity)) return undefined
  const part = { ...last, tier, quantity: least.toFixed() }
  const rest = { ...last, quantity: dec(last.quantity).minus(least).toFixed() }
  return { position: { ...position, rungs: rungs.toSpliced(index, 1, part, rest) }, index }
}

/** Moves the rung a tick or two beyond the mark; nothing has been sent for it yet. */
function movedNear(
  position: OpenPosition,
  index: number,
  mark: DecimalString = position.entryPrice,
): Position {
  const tick = dec(position.rules.tickSize)
  const triggerPrice = toMultiple(dec(mark), tick, 'up').plus(tick).toFixed()
  const rungs = position.rungs.map((rung, at) => (at === index ? { ...rung, triggerPrice } : rung))
  return { ...position, rungs }
}

/** Looks until the order has fired; cancels it when time is up. */
async function hasFired(scene: Scene, index: number): Promise<boolean> {
  const { context, held } = scene
  const rung = () => opened(scene).rungs[index]
  const until = context.clock.now() + patience
  while (rung()?.state === 'placed' && context.clock.now() < until) {
    await protectedAfter(scene, await look(scene))
    if (rung()?.state === 'placed') await context.clock.sleep(betweenLooks)
  }
  const { state, clientId } = rung() ?? {}
  if (state !== 'placed' || !clientId) return state === 'done'
  const answer = await context.exchange.cancelAlgo(held.position.symbol, clientId)
  held.note('order-cancelled', { clientId, because: 'the mark went elsewhere', ...answered(answer) })
  if (answer.outcome === 'accepted') await held.write(withdrawn(held.position, [index]))
  // It may have fired while it was being cancelled.
  else await protectedAfter(scene, await look(scene))
  return rung()?.state === 'done'
}
