import { sum } from '#domain/decimal.ts'
import type { Cover, Protection, StopCover } from './cover.ts'
import type { Interval } from './intervals.ts'
import { type Held, heldOf, type Life } from './lives.ts'

/** A time in a position's life in which neither its quantity nor its protection changed. */
export interface Stretch extends Held {
  readonly stops: readonly StopCover[]
  readonly exits: readonly Cover[]
}

/** The whole life of a position, oldest first. */
export const stretchesOf = (
  life: Life,
  { stops, exits }: Pick<Protection, 'stops' | 'exits'>,
  until: number,
): readonly Stretch[] =>
  heldOf(life, until).flatMap(held =>
    cut(held, [...stops, ...exits]).map(part => {
      const stands = (cover: Interval) => cover.from <= part.from && cover.to >= part.to
      return { ...part, stops: stops.filter(stands), exits: exits.filter(stands) }
    }),
  )

/** Splits a time so that in each part every order either stands or does not. */
function cut(held: Held, covers: readonly Interval[]): readonly Held[] {
  const within = covers.flatMap(({ from, to }) => [from, to]).filter(at => at > held.from && at < held.to)
  const marks = [held.from, ...new Set(within.sort((a, b) => a - b)), held.to]
  return marks.slice(1).map((to, index) => ({ ...held, from: marks[index] ?? held.from, to }))
}

/** Whether these orders together close all that is held: one alone, or several that each close a part. */
export const addUp = (covers: readonly Cover[], { from, quantity }: Held): boolean => {
  const reaches = covers.map(cover => cover.reach(from))
  return reaches.some(reach => reach.gte(quantity)) || sum(reaches).gte(quantity)
}

/** The orders that each close, alone, all that is held. */
export const whole = <C extends Cover>(covers: readonly C[], { from, quantity }: Held): readonly C[] =>
  covers.filter(cover => cover.reach(from).gte(quantity))
