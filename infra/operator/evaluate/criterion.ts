/** Three answers, because too little seen is neither good nor bad. */
export type Verdict = 'pass' | 'fail' | 'not yet'

/** What a criterion found by its evidence, before it is called by its name. */
export interface Judgement {
  readonly verdict: Verdict
  /** The evidence in words, and as numbers and names. */
  readonly found: string
  readonly facts: Readonly<Record<string, unknown>>
  /** What it wants, by the terms. */
  readonly expected: string
  /** What to do; absent where it passes. */
  readonly todo?: string
}

export interface Criterion extends Judgement {
  readonly criterion: string
}

/** Of several reasons against it the first counts; without any it passes. */
export function judged(
  told: Pick<Judgement, 'found' | 'facts' | 'expected'>,
  ...against: readonly (Pick<Judgement, 'verdict' | 'todo'> | false | undefined)[]
): Judgement {
  const reason = against.find(each => each !== false && each !== undefined)
  return { ...told, verdict: 'pass', ...reason }
}

export const failsFor = (todo: string) => ({ verdict: 'fail', todo }) as const
export const notYet = (todo: string) => ({ verdict: 'not yet', todo }) as const

/** Fails where one fails; passes where all pass. */
export function together(criteria: readonly Pick<Criterion, 'verdict'>[]): Verdict {
  const verdicts = criteria.map(({ verdict }) => verdict)
  if (verdicts.includes('fail')) return 'fail'
  return verdicts.includes('not yet') || verdicts.length === 0 ? 'not yet' : 'pass'
}
