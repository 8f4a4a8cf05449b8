import type { NakedMs } from '../storm/findings.ts'
import { runStorm } from '../storm/run-storm.ts'
import type { Budget } from './budget.ts'
import { median, quantile } from './median.ts'

/** Unprotected time of all positions of some storms, in virtual milliseconds, by the venue's ledger. */
export interface StormNaked {
  readonly storms: number
  readonly faults: number
  readonly positions: number
  /**
   * From fill to first stop, between a cancelled stop and the next, and for any other reason: median and most of a
   * position.
   */
  readonly spans: Readonly<Record<keyof NakedMs, { readonly medianMs: number; readonly mostMs: number }>>
}

export interface StormsNaked {
  readonly calm: StormNaked
  readonly faulty: StormNaked
}

const seeds = 240

/** Plays storms and sorts them by whether anything went wrong. A request takes 4 to 90 ms in them. */
export async function measureNakedInStorms(): Promise<StormsNaked> {
  const storms: Played[] = []
  for (let seed = 1; seed <= seeds; seed++) storms.push(await runStorm(seed))
  const [calm = [], faulty = []] = [true, false].map(none =>
    storms.filter(({ faults }) => (faults.length === 0) === none),
  )
  return { calm: sumUp(calm), faulty: sumUp(faulty) }
}

type Played = Pick<Awaited<ReturnType<typeof runStorm>>, 'faults' | 'naked'>

function sumUp(storms: readonly Played[]): StormNaked {
  const positions = storms.flatMap(({ naked }) => naked)
  const of = (kind: keyof NakedMs) => {
    const all = positions.map(naked => naked[kind])
    return { medianMs: median(all), mostMs: quantile(all, 1) }
  }
  return {
    storms: storms.length,
    faults: storms.reduce((sum, { faults }) => sum + faults.length, 0),
    positions: positions.length,
    spans: { entry: of('entry'), ratchet: of('ratchet'), fault: of('fault') },
  }
}

export const stormBudgets = ({ calm }: StormsNaked): readonly Budget[] => [
  {
    what: `naked after the first stop, ${calm.positions} positions without a fault`,
    expected: '0 ms',
    measured: `${Math.max(calm.spans.ratchet.mostMs, calm.spans.fault.mostMs).toFixed(0)} ms`,
    held: calm.spans.ratchet.mostMs + calm.spans.fault.mostMs === 0,
    hard: true,
  },
]
