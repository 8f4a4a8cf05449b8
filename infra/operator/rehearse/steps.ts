import { type Dec, dec } from '#domain/decimal.ts'
import { tightenToTick } from '#domain/stop-level.ts'
import type { Outcome } from '#ports/exchange.ts'
import { beginClosing } from '#position/begin-closing.ts'
import { concludeEntry } from '#position/conclude-entry.ts'
import { sendEntry } from '#position/send-entry.ts'
import { counted } from '../../terminal/counted.ts'
import { emptyBooks, sellAll } from './clean-up.ts'
import { takeProfitFires } from './nearby-rung.ts'
import {
  act,
  betweenTicks,
  type Done,
  done,
  look,
  NotDone,
  opened,
  protectedAfter,
  type Scene,
} from './scene.ts'
import { leverage } from './smallest.ts'

type Step = (scene: Scene) => Promise<Done>

const mostLooks = 10
const betweenLooks = 1_000

/** The steps of a position's life, as the product takes them. */
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
    await protectedAfter(scene, await look(scene))
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
    return done(`${counted(looks, 'look')} in ${scene.holdMs / 1000} s`)
  },

  'partial take-profit': async scene => {
    const before = opened(scene)
    const [rung] = before.rungs
    if (!rung) throw new NotDone('none was planned')
    const seen = await look(scene)
    const offered = seen.orders.some(order => order.clientId === rung.clientId)
    await act(scene, { move: 'bank', rungs: [0], quantity: rung.quantity }, seen)
    const left = dec(before.openQuantity).minus(rung.quantity)
    const openQuantity = await openOnce(scene, left)
    return offered
      ? done(`its order stood at ${rung.triggerPrice}; sold ${rung.quantity}, ${openQuantity} is left`)
      : { done: false, found: `sold ${rung.quantity}; the open orders did not show its order` }
  },

  'take-profit fires': takeProfitFires,

  close: async scene => {
    await betweenTicks(scene)
    await beginClosing(scene.context, scene.held, 'operator')
    // Cleaning up proves that it stays flat: here the watch would interfere, and cancel what is left.
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

/** Looks until the expected quantity is open, as the watch would: what the exchange shows may be seconds old. */
async function openOnce(scene: Scene, expected: Dec): Promise<string> {
  for (let looks = 0; looks < mostLooks; looks++) {
    if (expected.eq(opened(scene).openQuantity)) return expected.toFixed()
    await scene.context.clock.sleep(betweenLooks)
    await protectedAfter(scene, await look(scene))
  }
  throw new NotDone(`expected ${expected.toFixed()} to be left, got ${opened(scene).openQuantity}`)
}
