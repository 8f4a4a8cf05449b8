import type { Outcome } from './outcome.ts'

/** An objective's unit: money, a share shown as per cent, or a number. */
export type ObjectiveUnit = 'money' | 'share' | 'number'

interface Measure {
  readonly unit: ObjectiveUnit
  /** Higher is better; undefined if the trades do not suffice. */
  readonly of: (outcome: Outcome) => string | number | undefined
}

const measures = {
  net: { unit: 'money', of: ({ all }) => all.net },
  return: { unit: 'share', of: ({ balance }) => balance?.return },
  expectancy: { unit: 'money', of: ({ all }) => all.expectancy },
  'of-margin': { unit: 'share', of: ({ all }) => all.ofMargin?.net },
  'profit-factor': { unit: 'number', of: ({ all }) => all.profitFactor },
  'win-rate': { unit: 'share', of: ({ all }) => all.winRate },
  sharpe: { unit: 'number', of: ({ ratios }) => ratios.sharpe },
  sortino: { unit: 'number', of: ({ ratios }) => ratios.sortino },
  calmar: { unit: 'number', of: ({ ratios }) => ratios.calmar },
} as const satisfies Record<string, Measure>

/** The objectives by which settings can be chosen. */
export type Objective = keyof typeof measures
export const objectives = Object.keys(measures) as readonly Objective[]

export const unitOf = (objective: Objective): ObjectiveUnit => measures[objective].unit

/** The value of an outcome; undefined below a minimum of trades, or if the measure is not known. */
export function worthOf(objective: Objective, leastTrades: number, outcome: Outcome): number | undefined {
  if (outcome.all.trades < leastTrades) return undefined
  const value = measures[objective].of(outcome)
  return value === undefined ? undefined : Number(value)
}

/** The index of the best value, the first of equal ones; undefined if none is known. */
export function placeOfBest(values: readonly (number | undefined)[]): number | undefined {
  let best: number | undefined
  for (const [place, value] of values.entries())
    if (value !== undefined && (best === undefined || value > (values[best] ?? value))) best = place
  return best
}
