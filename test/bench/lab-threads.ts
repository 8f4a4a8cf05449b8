import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { playTries } from '../../infra/lab/sweep/threads.ts'
import { tableOf } from './table.ts'

/** A sweep over the sample in one thread and in two: seconds on the wall. */
export type ThreadsMeasure = readonly { readonly threads: number; readonly seconds: number }[]

const sample = (name: string) => fileURLToPath(new URL(`../../infra/local/sample/${name}`, import.meta.url))
const sets = Array.from({ length: 6 }, (_, index) => ({ QT_SL_PCT: `0.0${20 + index}` }))

export async function measureThreads(): Promise<ThreadsMeasure> {
  const given = { klines: [sample('')], funding: [], signals: sample('signals.jsonl'), columns: {} }
  const measured: { threads: number; seconds: number }[] = []
  for (const threads of [1, 2]) {
    const began = performance.now()
    const work = { given: { ...given, latency: 'usual' as const }, path: 'adverse-first' as const }
    await playTries(sets, { ...work, environment: {} }, threads, () => {})
    measured.push({ threads, seconds: (performance.now() - began) / 1_000 })
  }
  return measured
}

export function threadsTable(measured: ThreadsMeasure): string {
  const [one] = measured
  return tableOf(
    [`threads, of ${availableParallelism()} cores`, 'sets', 'in all', '× one thread'],
    measured.map(({ threads, seconds }) => [
      String(threads),
      String(sets.length),
      `${seconds.toFixed(1)} s`,
      one ? (one.seconds / seconds).toFixed(2) : '—',
    ]),
  )
}
