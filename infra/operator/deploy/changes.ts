import { whyLooser } from '#settings/loosening.ts'
import { type EffectiveValues, type Name, names, type Origin, type Said, sayable } from '#settings/said.ts'
import { worded } from './worded.ts'

/** A value that a deploy would change. */
export interface Change {
  readonly name: Name
  /** Undefined: not recorded. */
  readonly before: string | undefined
  readonly after: string
  /** Source of the new value. */
  readonly from: Origin
  /** What the new value allows that the old one did not; undefined: it is not looser. */
  readonly looser: string | undefined
}

/** The changes that a deploy of these values would make to what was recorded. */
export const changesOf = (recorded: Said, planned: EffectiveValues): readonly Change[] =>
  names
    .filter(name => !isSame(name, recorded[name], planned[name].value))
    // A value that was not recorded is shown only if it is set now: a default says nothing.
    .filter(name => recorded[name] !== undefined || planned[name].from !== 'default')
    .map(name => {
      const { value: after, from } = planned[name]
      return { name, before: recorded[name], after, from, looser: looserThan(name, recorded[name], after) }
    })

const isSame = (name: Name, before: string | undefined, after: string): boolean =>
  before !== undefined && worded(name, before) === worded(name, after)

/** A value recorded by another release may be invalid now: it cannot be compared, so it counts as looser. */
function looserThan(name: Name, before: string | undefined, after: string): string | undefined {
  if (before === undefined) return undefined
  if (!sayable.shape[name].safeParse(before).success) return 'this release does not know the value before'
  return whyLooser(name, before, after)
}

/** One line per change. */
export const changesInWords = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ name, before, after, from, looser }) => {
    const was = before === undefined ? 'not recorded' : shortened(worded(name, before))
    const values = `${name}: ${was} → ${shortened(worded(name, after))}`
    return `${looser ? '!' : ' '} ${values} (${from})${looser ? `; looser: ${looser}` : ''}`
  })

export const shortened = (value: string) => (value.length > 60 ? `${value.slice(0, 57)}…` : value)
