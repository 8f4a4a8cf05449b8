import { tradeOf } from '#figures/trade.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import type { PricePath } from '../../local/market/price-path.ts'
import type { Plan } from '../../local/play/plan.ts'
import { type Given, playedAs, readGiven } from '../given.ts'
import { playInLab } from '../play-lab.ts'
import type { Choice } from './space.ts'
import type { Played } from './try.ts'

/** The input of all sets. */
export interface TryWork {
  readonly given: Given
  readonly path: PricePath
  /** Settings common to every set. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Plays sets on a market and signals that are read once. Throws if they cannot be played, or if a replayed decision
 * differs.
 */
export function playerOf({ given, path, environment: always }: TryWork): (set: Choice) => Promise<Played> {
  let read: Plan | undefined
  return async set => {
    const environment = { ...always, ...set }
    read ??= readGiven(given, path, environment).plan
    const plan = { ...read, environment, configuration: loadConfiguration(environment) }
    const { report, records, decisions, forget } = await playInLab(plan, playedAs(given))
    forget()
    const [different] = decisions.different
    if (different) throw new Error(`A replayed decision differs: ${different}`)
    const broken = Object.entries(report.promises).filter(([, kept]) => !kept)
    return {
      trades: records.positions.flatMap(position => tradeOf(position) ?? []),
      rejected: report.signals.rejected,
      broken: broken.map(([name]) => name as Played['broken'][number]),
    }
  }
}
