import { type Dec, dec } from '#domain/decimal.ts'

/** A worth at a time, in milliseconds. */
export interface Level {
  readonly at: number
  readonly equity: Dec
}

/** One stretch below a high: until it was reached again, or the curve ended. */
export interface Fall {
  readonly high: Level
  readonly lowest: Level
  /** Not when the high was reached: a worth lasts until the next point, so an account may stay at its high for days. */
  readonly beganAt: number
  readonly endedAt: number
  readonly recovered: boolean
}

/** The falls of a curve whose points are in order of time. Each fall begins when the curve leaves its high. */
export function fallsOf(curve: readonly Level[]): readonly Fall[] {
  const falls: Fall[] = []
  let high: Level | undefined
  let fall: Fall | undefined
  for (const point of curve) {
    if (!high || point.equity.gte(high.equity)) {
      if (fall) falls.push({ ...fall, endedAt: point.at, recovered: true })
      high = point
      fall = undefined
    } else {
      const { lowest: before, beganAt } = fall ?? { lowest: point, beganAt: point.at }
      const lowest = point.equity.lt(before.equity) ? point : before
      fall = { high, lowest, beganAt, endedAt: point.at, recovered: false }
    }
  }
  return fall ? [...falls, fall] : falls
}

export const depthOf = ({ high, lowest }: Fall): Dec => high.equity.minus(lowest.equity)

/** The first of the greatest; undefined if there are none. */
export function deepest(falls: readonly Fall[], size: (fall: Fall) => Dec): Fall | undefined {
  let found: { readonly fall: Fall; readonly size: Dec } | undefined
  for (const fall of falls) {
    const its = size(fall)
    if (!found || its.gt(found.size)) found = { fall, size: its }
  }
  return found?.fall
}

/** The greatest fall below a high, in money. */
export function greatestFall(curve: readonly Level[]): Dec {
  const fall = deepest(fallsOf(curve), depthOf)
  return fall ? depthOf(fall) : dec(0)
}
