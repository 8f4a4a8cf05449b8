import { paint } from '../../../terminal/colours.ts'
import type { PromiseName } from '../../audit/promises.ts'

/** What is promised, in the words of docs/promises.md, so short that it stands beside its name. */
const meanings: Readonly<Record<PromiseName, string>> = {
  'never-naked': 'what is open has a stop on the exchange, or an exit on its way',
  once: 'one signal opens at most one position',
  clean: 'a closed position leaves no order behind',
  'no-flip': 'no exit opens the other side',
  'never-looser': 'no stop moves away from the mark',
  accounted: 'results are, to the last digit, what the venue’s books say',
  heard: 'an accepted CLOSE ends its position',
  'as-told': 'what was done is what signals and settings asked for',
  watched: 'no look of the watch was missed',
}
const width = Math.max(...Object.keys(meanings).map(name => name.length))

/** A line for each promise that held, and for one that did not what was seen against it. */
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
