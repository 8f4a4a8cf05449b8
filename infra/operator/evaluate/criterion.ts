/** Three verdicts, because too little evidence is neither good nor bad. */
export type Verdict = 'pass' | 'fail' | 'not yet'

/** A criterion's finding from its evidence, without its name. */
export interface Judgement {
  readonly verdict: Verdict
  /** The evidence in words, and as numbers and names. */
  readonly found: string
  readonly facts: Readonly<Record<string, unknown>>
  /** The requirement, with the terms' values. */
  readonly expected: string
  /** What to do; absent when it passes. */
  readonly todo?: string
}

export interface Criterion extends Judgement {
  readonly criterion: string
}

/** Takes the first reason against it; passes if there is none. */
export function judged(
  told: Pick<Judgement, 'found' | 'facts' | 'expected'>,
  ...against: readonly (Pick<Judgement, 'verdict' | 'todo'> | false | undefined)[]
): Judgement {
  const reason = against.find(each => each !== false && each !== undefined)
  return { ...told, verdict: 'pass', ...reason }
}

export const failsFor = (todo: string) => ({ verdict: 'fail', todo }) as const
export const notYet = (todo: string) => ({ verdict: 'not yet', todo }) as const

/** Fails if any part fails; passes if all pass. */
export function together(criteria: readonly Pick<Criterion, 'verdict'>[]): Verdict {
  const verdicts = criteria.map(({ verdict }) => verdict)
  if (verdicts.includes('fail')) return 'fail'
  return verdicts.includes('not yet') || verdicts.length === 0 ? 'not yet' : 'pass'
}
