import type { Chance } from '../storm/chance.ts'

/** Something that takes longer than usual, by its name. */
export interface Held {
  readonly what: string
  readonly ms: number
}

/** A source of chance without randomness, and the begin and end of everything that takes time. */
export interface Steady extends Chance {
  readonly spans: ReadonlyMap<string, { readonly from: number; readonly to: number }>
}

/** Everything takes its middle time, so that a call leaves at the same moment in every run. */
export function steady(now: () => number, held: Held | undefined): Steady {
  const spans = new Map<string, { from: number; to: number }>()
  return {
    spans,
    share: () => 0.5,
    between(least, most, what) {
      const takes = (least + most) / 2 + (held?.what === what ? held.ms : 0)
      spans.set(what, { from: now(), to: now() + takes })
      return takes
    },
    pick(choices, what) {
      const [first] = choices
      if (first === undefined) throw new Error(`Expected something to pick from for ${what}`)
      return first
    },
  }
}
