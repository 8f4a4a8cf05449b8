import { whyLooser } from '#settings/loosening.ts'
import { type EffectiveValues, type Name, names, type Origin, type Said, sayable } from '#settings/said.ts'

/** A value that a deploy would change. */
export interface Change {
  readonly name: Name
  /** Undefined: it was not recorded. */
  readonly before: string | undefined
  readonly after: string
  /** Where the new value comes from. */
  readonly from: Origin
  /** What it then lets happen; undefined: it is not looser. */
  readonly looser: string | undefined
}

/** What a deploy of these values would change in what was recorded. */
export const changesOf = (recorded: Said, planned: EffectiveValues): readonly Change[] =>
  names
    .filter(name => recorded[name] !== planned[name].value)
    // What was not recorded is told where it is said now; a default tells nothing.
    .filter(name => recorded[name] !== undefined || planned[name].from !== 'default')
    .map(name => {
      const { value: after, from } = planned[name]
      return { name, before: recorded[name], after, from, looser: looserThan(name, recorded[name], after) }
    })

/** What another release recorded may not be allowed any more: it cannot be compared, so it counts as looser. */
function looserThan(name: Name, before: string | undefined, after: string): string | undefined {
  if (before === undefined) return undefined
  if (!sayable.shape[name].safeParse(before).success) return 'this release does not know the value before'
  return whyLooser(name, before, after)
}

/** Each change in a line. */
export const changesInWords = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ name, before, after, from, looser }) => {
    const values = `${name}: ${before === undefined ? 'not recorded' : shortened(before)} → ${shortened(after)}`
    return `${looser ? '!' : ' '} ${values} (${from})${looser ? `; looser: ${looser}` : ''}`
  })

export const shortened = (value: string) => (value.length > 60 ? `${value.slice(0, 57)}…` : value)
