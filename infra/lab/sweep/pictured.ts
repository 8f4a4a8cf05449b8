import { stripVTControlCharacters } from 'node:util'
import { type Objective, unitOf, worthOf } from '#figures/objective.ts'
import type { Outcome } from '#figures/outcome.ts'
import type { Plan } from '../../local/play/plan.ts'
import type { PicturedSweep, PicturedTry, PicturedWindow } from '../../pictures/pictured-sweep.ts'
import type { JudgedTry, Judgement } from './judge.ts'
import type { Dimension } from './space.ts'
import { luck } from './verdict-text.ts'

/** The content of a sweep's page. */
export function picturedSweep(
  judgement: Judgement,
  of: { readonly plan: Plan; readonly dimensions: readonly Dimension[]; readonly objective: Objective },
): PicturedSweep {
  const { tries, forward, isBeyondChance } = judgement
  const { plan, dimensions, objective } = of
  const value = (outcome: Outcome | undefined) => outcome && worthOf(objective, 0, outcome)
  const all = forward.outOfSample
  const together = value(all)
  return {
    title: plan.market.symbols.join(', '),
    asset: 'USDT',
    from: plan.startAt,
    to: plan.market.to,
    objective: { name: objective, unit: unitOf(objective) },
    luck: stripVTControlCharacters(luck(judgement)).replaceAll(/\s+/g, ' ').trim(),
    isBeyondChance,
    settings: dimensions.map(({ name }) => ({ name, values: playedOf(name, tries) })),
    tries: tries.map(picturedTry),
    windows: forward.folds.map(({ from, to, inSample, outOfSample }, index): PicturedWindow => {
      const set = forward.sets[index]
      const [before, then] = [value(inSample), value(outOfSample)]
      return {
        ...{ from, to },
        ...(set && { set }),
        ...(before !== undefined && { inSample: before }),
        ...(then !== undefined && { outOfSample: then }),
        ...(outOfSample && { trades: outOfSample.all.trades, net: outOfSample.all.net }),
      }
    }),
    outOfSample: {
      ...{ trades: all.all.trades, net: all.all.net },
      ...(together !== undefined && { value: together }),
    },
  }
}

/** The played values, numbers in numeric order, words alphabetically; earlier sweeps in the same file included. */
const playedOf = (name: string, tries: readonly JudgedTry[]): readonly string[] =>
  [...new Set(tries.flatMap(({ set }) => set[name] ?? []))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  )

const picturedTry = ({ set, value, broken, outcome: { all, drawdown } }: JudgedTry): PicturedTry => ({
  ...{ set, broken, trades: all.trades, net: all.net, drawdown: drawdown.money },
  ...(value !== undefined && { value }),
  ...(all.winRate !== undefined && { winRate: all.winRate }),
  ...(all.ofMargin && { ofMargin: all.ofMargin.net }),
})
