import type { PositionRow } from '#domain/messages.ts'
import type { Sky } from './invocation.ts'

/** The parts of the watch that a release changes, each at its own moment. */
const parts = ['definition', 'survey', 'inspect'] as const
type Part = (typeof parts)[number]

/** Which release of the watch's parts runs. */
export interface Releases {
  readonly isFormer: (part: Part) => boolean
  /** What the inspect of that time reads from a row. */
  readonly readRow: (row: PositionRow) => PositionRow
}

/** No deploy happens: all are today's. */
export const undisturbed: Releases = { isFormer: () => false, readRow: row => row }

/** From the first change to the last, at most. */
const deployMs = 60_000

/**
 * In some storms the stack is upgraded, or rolled back, while a sentinel wakes the watch. The release before knows no
 * wakes: its state machine takes one for the start of a run, its survey for a tick's, and its inspect reads only the
 * position id from a row. `replace` gives a function new processes.
 */
export function releases(
  { scheduler, chance, weather, tell }: Sky,
  [from, to]: readonly [number, number],
  replace: (role: string) => void,
): Releases {
  const kind = chance.pick(['none', 'none', 'none', 'upgraded', 'rolled back'], 'deploy')
  const begins = Math.floor(chance.between(from, to - deployMs, 'deploy from'))
  const happens = kind !== 'none' && weather.planned('deploy', kind, begins)
  const changeOf = (part: Part) => begins + Math.floor(chance.between(0, deployMs, `deploy of ${part}`))
  for (const part of happens ? parts : [])
    scheduler.at(changeOf(part), () => {
      tell(`the watch’s ${part} is ${kind}`)
      replace(part)
    })
  const isFormer = (part: Part): boolean =>
    happens && scheduler.now() < changeOf(part) === (kind === 'upgraded')

  return {
    isFormer,
    readRow: ({ woken, ...row }) => (woken && !isFormer('inspect') ? { ...row, woken } : row),
  }
}
