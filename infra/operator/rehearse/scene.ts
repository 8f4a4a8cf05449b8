import type { Look } from '#domain/look.ts'
import type { Act } from '#domain/move.ts'
import { isFilled, type OpenPosition } from '#domain/position.ts'
import type { MarginMode } from '#ports/exchange.ts'
import { lookAgain } from '#position/look.ts'
import { perform } from '#position/perform.ts'
import { protect } from '#position/protect.ts'
import type { Cleaning } from './clean-up.ts'

/** What a rehearsal's steps work with; its context ends them on interruption. */
export interface Scene extends Cleaning {
  readonly marginMode: MarginMode
  /** How long the position is held while its stops are watched, in milliseconds. */
  readonly holdMs: number
  /** Time between two looks of the watch. */
  readonly intervalMs: number
}

/** A step that cannot be done; later steps depend on it. */
export class NotDone extends Error {
  override readonly name = 'NotDone'
}

export interface Done {
  /** False: the product goes on without it. */
  readonly done: boolean
  readonly found: string
}

export const done = (found: string): Done => ({ done: true, found })

export function opened({ held }: Scene): OpenPosition {
  if (!isFilled(held.position)) throw new NotDone('nothing was filled')
  return held.position
}

export const look = ({ context, held }: Scene): Promise<Look> =>
  lookAgain(context.exchange, held.position, { quantity: '0', orders: [] })

/** Performs one move, then every move that the rules ask for after it. */
export async function act(scene: Scene, move: Act, seen: Look): Promise<void> {
  const after = await perform(scene.context, scene.held, move, seen)
  if ('ended' in after) throw new NotDone(`${move.move} ended: ${JSON.stringify(after)}`)
  await protectedAfter(scene, after)
}

/** Looks to wait for an order that was accepted but is not shown. */
const mostLooks = 6

/** Looks and acts until the position is as its rules ask, as the watch would from look to look. */
export async function protectedAfter(scene: Scene, first: Look): Promise<void> {
  const { context, held, intervalMs } = scene
  let seen = first
  for (let looks = 1; ; looks++) {
    const end = await protect(context, held, seen)
    if (end.ended === 'protected') return
    if (end.ended === 'close' || looks === mostLooks)
      throw new NotDone(`protecting ended: ${JSON.stringify(end)}`)
    await context.clock.sleep(intervalMs)
    seen = await look(scene)
  }
}

/**
 * Waits for a time between ticks: the watch looks at every position and would act on this one, and get the answers in
 * our place.
 */
export async function betweenTicks({ context: { clock }, intervalMs }: Scene): Promise<void> {
  const share = (clock.now() % intervalMs) / intervalMs
  if (share < 0.2) await clock.sleep((0.2 - share) * intervalMs)
  if (share > 0.6) await clock.sleep((1.2 - share) * intervalMs)
}
