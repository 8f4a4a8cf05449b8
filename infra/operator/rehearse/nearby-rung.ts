import { type DecimalString, dec, toMultiple } from '#domain/decimal.ts'
import { answered } from '#domain/events/answer.ts'
import { withdrawn } from '#domain/intentions.ts'
import { leastQuantity } from '#domain/margin.ts'
import type { OpenPosition, Position } from '#domain/position.ts'
import { act, type Done, done, look, opened, protectedAfter, type Scene } from './scene.ts'

/** So often it is offered, each time where the market has gone by then, and so long it waits there, in ms. */
const mostOffers = 3
const patience = 10_000
const betweenLooks = 1_000

/** Offers a part so near to the mark that the market's next moves may fire it. */
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

/** The last take-profit that waits, parted: the least that can be sold, and the rest behind it. */
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

/** A tick or two beyond the mark, where nothing has been sent for it yet. */
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

/** Looks until it has fired; one that has not in time is taken back. */
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
  // It may have fired on the way.
  else await protectedAfter(scene, await look(scene))
  return rung()?.state === 'done'
}
