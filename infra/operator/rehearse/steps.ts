import { dec } from '#domain/decimal.ts'
import type { Look } from '#domain/look.ts'
import type { Act } from '#domain/move.ts'
import { isFilled, type OpenPosition } from '#domain/position.ts'
import { tightenToTick } from '#domain/stop-level.ts'
import type { MarginMode, Outcome } from '#ports/exchange.ts'
import { beginClosing } from '#position/begin-closing.ts'
import { concludeEntry } from '#position/conclude-entry.ts'
import { lookAgain } from '#position/look.ts'
import { perform } from '#position/perform.ts'
import { protect } from '#position/protect.ts'
import { sendEntry } from '#position/send-entry.ts'
import { type Cleaning, emptyBooks, sellAll } from './clean-up.ts'
import { withNearbyRung } from './nearby-rung.ts'
import { leverage } from './smallest.ts'

/** What the steps of a rehearsal work with; its context ends them where they are interrupted. */
export interface Scene extends Cleaning {
  readonly marginMode: MarginMode
  /** How long the position is held while its stops are looked at, in ms. */
  readonly holdMs: number
  /** Between two looks of the watch. */
  readonly intervalMs: number
}

/** A step that cannot be done; those after it rest on it. */
class NotDone extends Error {
  override readonly name = 'NotDone'
}

interface Done {
  /** False where the product goes on without it. */
  readonly done: boolean
  readonly found: string
}
type Step = (scene: Scene) => Promise<Done>

/** For the market to come a tick or two nearer. */
const patience = 30_000
const betweenLooks = 2_000

const done = (found: string): Done => ({ done: true, found })

/** The walk of a position, as the product takes it. */
export const steps = {
  configure: async ({ context: { exchange }, held: { position }, marginMode }) => {
    const { symbol } = position
    accepted(`margin mode ${marginMode}`, await exchange.setMarginMode(symbol, marginMode))
    accepted(`leverage ${leverage}`, await exchange.setLeverage(symbol, leverage))
    return done(`${symbol} ${marginMode}, ${leverage}x`)
  },

  entry: async scene => {
    const { context, held } = scene
    await betweenTicks(scene)
    const { entry } = held.position
    await held.write({ ...held.position, entry: { ...entry, sentAt: context.clock.now() } })
    const end = await concludeEntry(context, held, await sendEntry(context, held))
    if (end.entry === 'never') throw new NotDone(end.refusal.detail)
    if (end.entry === 'close') throw new NotDone(`it was to be closed at once: ${end.reason}`)
    if (end.entry === 'unknown') throw new NotDone('its entry is not found yet')
    const { entryQuantity, entryPrice, symbol } = opened(scene)
    return done(`long ${entryQuantity} ${symbol} at ${entryPrice}`)
  },

  'two stops': async scene => {
    const position = opened(scene)
    const { primary, backup, level } = position.protection
    const { orders } = await look(scene)
    const missing = [primary, backup].filter(id => !orders.some(order => order.clientId === id))
    if (missing.includes(primary)) throw new NotDone(`the open orders do not show ${primary}`)
    if (position.algoReduceOnlyRefused)
      return { done: false, found: 'reduce-only is refused: the primary stands alone' }
    return missing.length > 0
      ? { done: false, found: `the open orders do not show ${backup}` }
      : done(`both at ${level}`)
  },

  bridge: async scene => {
    const before = opened(scene)
    const seen = await look(scene)
    const [from, mark] = [dec(before.protection.level), dec(seen.markPrice ?? before.entryPrice)]
    const level = tightenToTick(before.side, from.plus(mark).div(2), dec(before.rules.tickSize)).toFixed()
    await act(scene, { move: 'raise-stop', level, tier: before.tier }, seen)
    const { protection } = opened(scene)
    if (!dec(protection.level).eq(level))
      return { done: false, found: `the stop stays at ${protection.level}` }
    return protection.bridge
      ? done(`the stop moved from ${from.toFixed()} to ${level} over ${protection.bridge}`)
      : { done: false, found: `the stop moved to ${level} without a bridge: reduce-only is refused` }
  },

  hold: async scene => {
    const { clock } = scene.context
    const until = clock.now() + scene.holdMs
    let looks = 0
    for (; clock.now() < until; looks++) {
      await clock.sleep(Math.min(scene.intervalMs, until - clock.now()))
      await protectedAfter(scene, await look(scene))
    }
    return done(`${looks} looks in ${scene.holdMs / 1000} s`)
  },

  'partial take-profit': async scene => {
    const before = opened(scene)
    const [rung] = before.rungs
    if (!rung) throw new NotDone('none was planned')
    const seen = await look(scene)
    const offered = seen.orders.some(order => order.clientId === rung.clientId)
    await act(scene, { move: 'bank', rungs: [0], quantity: rung.quantity }, seen)
    const { openQuantity } = opened(scene)
    const left = dec(before.openQuantity).minus(rung.quantity)
    if (!left.eq(openQuantity))
      throw new NotDone(`expected ${left.toFixed()} to be left, got ${openQuantity}`)
    return offered
      ? done(`its order stood at ${rung.triggerPrice}; sold ${rung.quantity}, ${openQuantity} is left`)
      : { done: false, found: `sold ${rung.quantity}; the open orders did not show its order` }
  },

  'take-profit fires': async scene => {
    const { clock } = scene.context
    const seen = await look(scene)
    const before = opened(scene)
    const near = withNearbyRung(before, dec(seen.markPrice ?? before.entryPrice))
    if (!near) return { done: false, found: 'too little is left to offer a part of it' }
    await scene.held.write(near.position)
    await act(scene, { move: 'offer', rung: near.index }, seen)
    const { clientId } = opened(scene).rungs[near.index] ?? {}
    const rung = () => opened(scene).rungs.find(each => each.clientId === clientId)
    const until = clock.now() + patience
    while (rung()?.state === 'placed' && clock.now() < until) {
      await clock.sleep(betweenLooks)
      await protectedAfter(scene, await look(scene))
    }
    const { state, quantity, triggerPrice } = rung() ?? {}
    if (!clientId) return done('the mark was there before its order: the part was sold at market')
    return state === 'done'
      ? done(`sold ${quantity} at ${triggerPrice}, ${opened(scene).openQuantity} is left`)
      : done(
          `the mark did not come to ${triggerPrice} within ${patience / 1000} s; how one fires stays unknown`,
        )
  },

  close: async scene => {
    await betweenTicks(scene)
    await beginClosing(scene.context, scene.held, 'operator')
    // That it stays flat is proven when cleaning up: here the watch would come in between, and cancel what is left.
    const orders = await sellAll(scene, 1)
    return orders > 0
      ? done(`flat after ${orders} ${orders === 1 ? 'order' : 'orders'}`)
      : { done: false, found: 'nothing was open any more' }
  },

  'both books': async scene => {
    await emptyBooks(scene)
    return done('read empty')
  },
} as const satisfies Readonly<Record<string, Step>>

export type StepName = keyof typeof steps

function accepted(what: string, answer: Outcome<unknown>): void {
  if (answer.outcome !== 'accepted') throw new NotDone(`${what} is ${answer.outcome}: ${answer.message}`)
}

function opened({ held }: Scene): OpenPosition {
  if (!isFilled(held.position)) throw new NotDone('nothing was filled')
  return held.position
}

const look = ({ context, held }: Scene): Promise<Look> =>
  lookAgain(context.exchange, held.position, { quantity: '0', orders: [] })

/** Performs one move, then whatever the rules ask for after it. */
async function act(scene: Scene, move: Act, seen: Look): Promise<void> {
  const after = await perform(scene.context, scene.held, move, seen)
  if ('ended' in after) throw new NotDone(`${move.move} ended: ${JSON.stringify(after)}`)
  await protectedAfter(scene, after)
}

async function protectedAfter({ context, held }: Scene, seen: Look): Promise<void> {
  const end = await protect(context, held, seen)
  if (end.ended !== 'protected') throw new NotDone(`protecting ended: ${JSON.stringify(end)}`)
}

/** The watch looks at every position, and would lend a hand: what is answered then would not be answered to us. */
async function betweenTicks({ context: { clock }, intervalMs }: Scene): Promise<void> {
  const share = (clock.now() % intervalMs) / intervalMs
  if (share < 0.2) await clock.sleep((0.2 - share) * intervalMs)
  if (share > 0.6) await clock.sleep((1.2 - share) * intervalMs)
}
