import type { Mutant } from './instrument.ts'
import type { Outcome } from './run.ts'

/** A mutant in words that stay the same when lines move. */
export const nameOf = ({ file, owner, from, to }: Mutant): string =>
  `${file} ${owner}: ${from} → ${to || 'nothing'}`

/** Mutants that no test can notice, with the reason. */
export interface Equivalent {
  /** Its place; without it anywhere. */
  readonly file?: string
  readonly owner?: string
  /** The whole changed text, or a pattern of it. */
  readonly from: string | RegExp
  readonly to: string | RegExp
  readonly because: string
}

const fits = (asked: string | RegExp | undefined, text: string): boolean =>
  asked === undefined || (typeof asked === 'string' ? asked === text : asked.test(text))

export const isEquivalent = (mutant: Mutant, { file, owner, from, to }: Equivalent): boolean =>
  fits(file, mutant.file) && fits(owner, mutant.owner) && fits(from, mutant.from) && fits(to, mutant.to)

/** A run's result. */
export interface Score {
  readonly tried: number
  readonly noticed: number
  /** Not noticed, although a test could: by name, sorted. */
  readonly survivors: readonly string[]
  /** Not noticed, because no test can. */
  readonly equivalent: number
  /** Entries that match no surviving mutant: they are out of date, or wrong. */
  readonly idle: readonly Equivalent[]
}

/** Counts outcomes; `known` says which mutants are equivalent. */
export function scoreOf(outcomes: readonly Outcome[], known: readonly Equivalent[]): Score {
  const unnoticed = outcomes.filter(({ noticedBy }) => !noticedBy).map(({ mutant }) => mutant)
  const isKnown = (mutant: Mutant) => known.some(each => isEquivalent(mutant, each))
  return {
    tried: outcomes.length,
    noticed: outcomes.length - unnoticed.length,
    survivors: unnoticed
      .filter(mutant => !isKnown(mutant))
      .map(nameOf)
      .sort(),
    equivalent: unnoticed.filter(isKnown).length,
    idle: known.filter(each => !unnoticed.some(mutant => isEquivalent(mutant, each))),
  }
}

/** The noticed share of those that tests can notice; all, if a file has only types. */
export const shareOf = ({ tried, noticed, equivalent }: Score): number =>
  tried === equivalent ? 1 : noticed / (tried - equivalent)

/** The survivors beyond the recorded ones; repeated ones count each time. */
export function unrecorded(survivors: readonly string[], recorded: readonly string[]): readonly string[] {
  const left = [...recorded]
  return survivors.filter(name => {
    const at = left.indexOf(name)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
