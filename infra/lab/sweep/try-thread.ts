import { parentPort, workerData } from 'node:worker_threads'
import { tradeOf } from '#figures/trade.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import type { PricePath } from '../../local/market/price-path.ts'
import type { Plan } from '../../local/play/plan.ts'
import { type Given, playedAs, readGiven } from '../given.ts'
import { playInLab } from '../play-lab.ts'
import type { Choice } from './space.ts'
import type { Played } from './try.ts'

/** What a thread is started with. Its market and signals are read once, and played with each set of settings. */
export interface TryWork {
  readonly given: Given
  readonly path: PricePath
  readonly environment: Readonly<Record<string, string>>
}

/** Refusals are thrown and caught by the thousand; where is never read. */
Error.stackTraceLimit = 4

const { given, path, environment: always } = workerData as TryWork
let read: Plan | undefined

async function play(set: Choice): Promise<Played> {
  const environment = { ...always, ...set }
  read ??= readGiven(given, path, environment).plan
  const plan = { ...read, environment, configuration: loadConfiguration(environment) }
  const { report, records, decisions } = await playInLab(plan, playedAs(given))
  const [different] = decisions.different
  if (different) throw new Error(`A decision does not replay equal: ${different}`)
  const broken = Object.entries(report.promises).filter(([, kept]) => !kept)
  return {
    trades: records.positions.flatMap(position => tradeOf(position) ?? []),
    rejected: report.signals.rejected,
    broken: broken.map(([name]) => name as Played['broken'][number]),
  }
}

parentPort?.on('message', (set: Choice) => {
  play(set).then(
    played => parentPort?.postMessage(played),
    // It ends the thread, and is heard where the thread was started.
    (error: unknown) =>
      setImmediate(() => {
        throw error
      }),
  )
})
