import { paint } from '../../../terminal/colours.ts'
import type { PromiseName } from '../../audit/promises.ts'

/** The promises, in the words of docs/promises.md, short enough to stand beside their names. */
const meanings: Readonly<Record<PromiseName, string>> = {
  'never-naked': 'every open position has a stop on the exchange, or an exit on its way',
  once: 'one signal opens at most one position',
  clean: 'a closed position leaves no order behind',
  'no-flip': 'no exit opens the other side',
  'never-looser': 'no stop moves away from the mark',
  accounted: 'results are, to the last digit, what the venue’s books say',
  heard: 'an accepted CLOSE ends its position',
  'as-told': 'everything done was asked for by signals and settings',
  watched: 'no look of the watch was missed',
}
const width = Math.max(...Object.keys(meanings).map(name => name.length))

/** One line per promise that held, and the evidence for each that did not. */
export const promiseLines = (seen: Readonly<Partial<Record<PromiseName, readonly string[]>>>): string[] =>
  Object.entries(seen).flatMap(([name, breaches]) =>
    breaches.length === 0
      ? [`  ${paint.green('pass')} ${name.padEnd(width)}  ${paint.dim(meanings[name as PromiseName])}`]
      : brokenLines(name, breaches),
  )

export const brokenLines = (name: string, breaches: readonly string[] = []): string[] => [
  `  ${paint.red('FAIL')} ${name}`,
  ...breaches.map(breach => `       ${breach}`),
]
