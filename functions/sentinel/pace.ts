import { timing } from '#domain/timing.ts'
import { isDanger, type WakeCause } from '#domain/wake.ts'
import { wakeBudget } from '#domain/wake-budget.ts'
import type { Call } from './pending.ts'

/** How often positions are woken. Times in milliseconds. */
export interface Pace {
  /** The calls that may be woken now, in their order. */
  due(calls: readonly Call[], now: number): readonly Call[]
  /** Counts these calls as one wake. */
  count(calls: readonly Call[], now: number): void
  /** When the first of these calls may be woken, if none is due yet. */
  next(calls: readonly Call[], now: number): number
}

const second = 1_000
const minute = 60_000
const { apart } = timing.watch.woken
const { apartWhileItLasts, mostWakes, mostLooks, mostAtOnce } = timing.sentinel
/** Causes whose news repeats while they last: the first look has already seen it. */
const lasting: readonly WakeCause[] = ['stop-passed', 'gap']
/** Calls without danger leave the rest of the minute's budget to those with danger. */
const shareOf = (cause: WakeCause): number => (isDanger(cause) ? 1 : 0.5)

export function pace(): Pace {
  let wakes: readonly { readonly at: number; readonly ids: readonly string[] }[] = []
  const last = new Map<string, number>()
  const mayFrom = ({ position, cause }: Call): number =>
    (last.get(position.id) ?? Number.NEGATIVE_INFINITY) +
    (lasting.includes(cause) ? apartWhileItLasts : apart)

  return {
    due: (calls, now) => {
      wakes = wakes.filter(({ at }) => at > now - minute)
      const lately = wakes.filter(({ at }) => at > now - second).length
      const woken = wakes.flatMap(({ ids }) => ids)
      // The survey grants a position no more looks: an execution for it would look at nothing.
      const hasHad = ({ id }: Call['position']) =>
        woken.filter(each => each === id).length >= wakeBudget.looks
      let looks = woken.length
      return calls.filter(call => {
        const share = shareOf(call.cause)
        const isSpent =
          lately >= mostAtOnce * share || wakes.length >= mostWakes * share || looks >= mostLooks * share
        if (isSpent || mayFrom(call) > now || hasHad(call.position)) return false
        looks += 1
        return true
      })
    },
    count: (calls, now) => {
      wakes = [...wakes, { at: now, ids: calls.map(({ position }) => position.id) }]
      for (const { position } of calls) last.set(position.id, now)
    },
    // Calls that only the budget holds back are tried again soon.
    next: (calls, now) =>
      Math.min(...calls.map(call => (mayFrom(call) > now ? mayFrom(call) : now + second / mostAtOnce))),
  }
}
