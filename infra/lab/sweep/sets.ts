import { problemOf } from '../given.ts'
import { type Choice, type Dimension, drawn, grid, sizeOf } from './space.ts'

/** The sets to play, and the combinations that contradict themselves. */
export interface Sets {
  readonly sets: readonly Choice[]
  readonly contradictory: readonly Choice[]
  /** Why the first of them is contradictory. */
  readonly because?: string
}

/** More than any trader would wait for. */
const mostOfGrid = 10_000

/** All combinations, or this many at random. Throws if none can be played. */
export function setsOf(
  dimensions: readonly Dimension[],
  environment: Readonly<Record<string, string>>,
  draw: { readonly tries?: number; readonly seed: number },
): Sets {
  const { tries = Number.POSITIVE_INFINITY, seed } = draw
  const size = sizeOf(dimensions)
  if (size > mostOfGrid && tries > mostOfGrid)
    throw new Error(
      `Expected at most ${mostOfGrid} sets, got ${Math.min(size, tries)}. Draw fewer with --tries.`,
    )
  const [sets, contradictory]: [Choice[], Choice[]] = [[], []]
  let because: string | undefined
  for (const set of draw.tries === undefined ? grid(dimensions) : drawn(dimensions, seed)) {
    if (sets.length >= tries || contradictory.length >= mostOfGrid) break
    const problem = problemOf({ ...environment, ...set })
    because ??= problem
    if (problem === undefined) sets.push(set)
    else contradictory.push(set)
  }
  if (sets.length === 0) throw new Error(`No combination can be played: ${because}.`)
  return { sets, contradictory, ...(because !== undefined && { because }) }
}
