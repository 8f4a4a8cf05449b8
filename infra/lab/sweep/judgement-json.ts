import type { Objective } from '#figures/objective.ts'
import type { Outcome } from '#figures/outcome.ts'
import type { Judgement } from './judge.ts'

/**
 * A sweep's verdict as `--json` writes it: best first, without the trades, which are in its results. Times as ISO
 * 8601.
 */
export function judgementJson(judgement: Judgement, objective: Objective): string {
  const { tries, best, deflated, isBeyondChance, forward } = judgement
  const written = {
    objective,
    isBeyondChance,
    ...(deflated && { deflated }),
    ...(best && { best: best.set }),
    tries: tries.map(({ set, value, outcome, rejected, broken }) => ({
      ...{ set, value: value ?? null, rejected, broken },
      ...summed(outcome),
    })),
    walkForward: {
      folds: forward.folds.map(({ from, to, inSample, outOfSample }, index) => ({
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        set: forward.sets[index] ?? null,
        ...(inSample && { inSample: summed(inSample) }),
        ...(outOfSample && { outOfSample: summed(outOfSample) }),
      })),
      outOfSample: summed(forward.outOfSample),
    },
  }
  return `${JSON.stringify(written, undefined, 2)}\n`
}

const summed = ({ daily: _, ...outcome }: Outcome) => outcome
