import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { dec } from '#domain/decimal.ts'
import { settings } from '#settings/settings.ts'
import { wrongWith } from '#settings/wrong-with.ts'

/** A setting and its values to try. */
export interface Dimension {
  readonly name: string
  readonly values: readonly string[]
}

/** One value of each swept setting. */
export type Choice = Readonly<Record<string, string>>

/** Settings that cannot be swept, and why. */
const notSwept: Readonly<Record<string, string>> = {
  QT_PAPER_TRADING: 'It chooses the venue; a recorded market is played on the paper venue.',
  STAGING_MODE: 'It chooses the venue; a recorded market is played on the paper venue.',
  QT_PAPER_BALANCE: 'Returns of different balances cannot be compared; give one with --balance.',
}
/** Most values of one setting; a finer grid would show nothing more. */
const mostValues = 10_000

/**
 * Reads `QT_SL_PCT=0.02,0.05` or `QT_SL_PCT=0.02..0.10`, in steps of its last digit, or of the number after `/`:
 * `0.02..0.10/0.04`. Values that contain commas, and JSON, are separated by `|`. Throws a message for the operator.
 */
export function parseDimension(text: string): Dimension {
  const [, name, said] = /^(\w+)=(.+)$/s.exec(text) ?? []
  if (name === undefined || said === undefined)
    throw new Error(`Expected a setting and its values like QT_SL_PCT=0.02,0.05 or 0.02..0.10, got ${text}.`)
  if (!Object.hasOwn(settings.shape, name))
    throw new Error(`There is no setting ${name}; docs/settings.md has a table of them.`)
  if (notSwept[name]) throw new Error(`${name} cannot be swept. ${notSwept[name]}`)
  const isJson = /^[[{]/.test(said)
  const values = said
    .split(isJson || said.includes('|') ? '|' : ',')
    .flatMap(each => valuesOf(name, each.trim()))
  const schema = settings.shape[name as keyof typeof settings.shape]
  const [wrong] = values.flatMap(value => wrongWith(name, schema, value))
  if (wrong !== undefined) throw new Error(`${wrong}.`)
  return { name, values: [...new Set(values)] }
}

function valuesOf(name: string, text: string): readonly string[] {
  const number = String.raw`(\d+(?:\.\d+)?)`
  const [, from, to, by] = new RegExp(`^${number}\\.\\.${number}(?:/${number})?$`).exec(text) ?? []
  if (from === undefined || to === undefined) return [text]
  const digits = Math.max(...[from, to, by ?? ''].map(each => each.split('.')[1]?.length ?? 0))
  const step = dec(by ?? dec(10).pow(-digits))
  const refuse = (got: string | number) => {
    throw new Error(`${name}=${text}: expected 1 to ${mostValues} rising values, got ${got}.`)
  }
  if (step.isZero()) refuse('a step of 0')
  if (dec(to).lt(from)) refuse(`${from} before ${to}`)
  const count = dec(to).minus(from).div(step).floor().toNumber() + 1
  if (count > mostValues) refuse(count)
  return Array.from({ length: count }, (_, index) => step.times(index).plus(from).toFixed(digits))
}

/** How many combinations there are. */
export const sizeOf = (dimensions: readonly Dimension[]): number =>
  dimensions.reduce((size, { values }) => size * values.length, 1)

/** Every combination, the last setting changing fastest. */
export const grid = (dimensions: readonly Dimension[]): readonly Choice[] =>
  Array.from({ length: sizeOf(dimensions) }, (_, index) => combination(dimensions, index))

/** The combinations in an order shuffled by a seed, each once, generated on request. */
export function* drawn(dimensions: readonly Dimension[], seed: number): Generator<Choice> {
  const size = sizeOf(dimensions)
  const random = xoroshiro128plus(seed)
  // A Fisher–Yates shuffle that stores only swapped places: there may be more combinations than memory.
  const moved = new Map<number, number>()
  for (let first = 0; first < size; first++) {
    const other = uniformInt(random, first, size - 1)
    yield combination(dimensions, moved.get(other) ?? other)
    moved.set(other, moved.get(first) ?? first)
    moved.delete(first)
  }
}

function combination(dimensions: readonly Dimension[], index: number): Choice {
  let rest = index
  const chosen = dimensions.toReversed().map(({ name, values }): readonly [string, string] => {
    const value = values[rest % values.length]
    rest = Math.floor(rest / values.length)
    if (value === undefined) throw new Error(`Expected values of ${name}, got none.`)
    return [name, value]
  })
  return Object.fromEntries(chosen.reverse())
}
