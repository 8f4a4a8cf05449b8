import { paint } from '../../../terminal/colours.ts'

/** A line for each promise that held, and for one that did not what was seen against it. */
export const promiseLines = (seen: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(seen).flatMap(([name, breaches]) =>
    breaches.length === 0 ? [`  ${paint.green('pass')} ${name}`] : brokenLines(name, breaches),
  )

export const brokenLines = (name: string, breaches: readonly string[] = []): string[] => [
  `  ${paint.red('FAIL')} ${name}`,
  ...breaches.map(breach => `       ${breach}`),
]
