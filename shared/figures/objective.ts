import type { Outcome } from './outcome.ts'

/** What an objective is counted in: money, a share that is told as per cent, or a number. */
export type ObjectiveUnit = 'money' | 'share' | 'number'

interface Measure {
  readonly unit: ObjectiveUnit
  /** The more the better; undefined where the trades do not tell. */
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

/** What settings can be chosen by. */
export type Objective = keyof typeof measures
export const objectives = Object.keys(measures) as readonly Objective[]

export const unitOf = (objective: Objective): ObjectiveUnit => measures[objective].unit

/** How good an outcome is; undefined below so many trades, which tell nothing, and where the measure is not known. */
export function worthOf(objective: Objective, leastTrades: number, outcome: Outcome): number | undefined {
  if (outcome.all.trades < leastTrades) return undefined
  const value = measures[objective].of(outcome)
  return value === undefined ? undefined : Number(value)
}

/** The place of the best value, of equal ones the first; undefined where none is known. */
export function placeOfBest(values: readonly (number | undefined)[]): number | undefined {
  let best: number | undefined
  for (const [place, value] of values.entries())
    if (value !== undefined && (best === undefined || value > (values[best] ?? value))) best = place
  return best
}
