import { fileURLToPath } from 'node:url'
import type { ClosedTrade } from '#figures/trade.ts'
import { judge } from '../../infra/lab/sweep/judge.ts'
import { picturedSweep } from '../../infra/lab/sweep/pictured.ts'
import { grid } from '../../infra/lab/sweep/space.ts'
import type { Try } from '../../infra/lab/sweep/try.ts'
import { readPlan } from '../../infra/local/play/plan.ts'
import type { PicturedSweep } from '../../infra/pictures/pictured-sweep.ts'
import { aTrade, dayMs } from '../figures/builders.ts'

const sample = fileURLToPath(new URL('../../infra/local/sample/', import.meta.url))
const dimensions = [
  { name: 'QT_SL_PCT', values: ['0.02', '0.05', '0.10'] },
  { name: 'QT_DEFAULT_LEVERAGE', values: ['3', '5', '10', '30'] },
  { name: 'QT_LADDER', values: ['standard', 'none'] },
]

/** Sets whose trades get worse with a higher leverage and a nearer stop; one of them cannot be played. */
export function sweptSets(): PicturedSweep {
  const plan = readPlan({ klines: [sample], funding: [], path: 'adverse-first', environment: {} })
  const sets = grid(dimensions).filter(set => !(set.QT_SL_PCT === '0.10' && set.QT_DEFAULT_LEVERAGE === '30'))
  const span = { from: plan.startAt, to: plan.startAt + 20 * dayMs, startingBalance: '10000' }
  const tries = sets.map(
    (set): Try => ({ set, rejected: {}, broken: [], trades: tradesOf(set, plan.startAt) }),
  )
  const judgement = judge({ span, tries, objective: 'net', leastTrades: 10, windows: 5 })
  return picturedSweep(judgement, { plan, dimensions, objective: 'net' })
}

const tradesOf = (set: Try['set'], from: number): readonly ClosedTrade[] =>
  Array.from({ length: 40 }, (_, index) => {
    const edge = 4 * Number(set.QT_SL_PCT) * 10 - Number(set.QT_DEFAULT_LEVERAGE) / 6
    const swing = ((index * 7) % 11) - 5 + (set.QT_LADDER === 'none' ? ((index * 5) % 7) - 3 : 0)
    const openedAt = from + (index * dayMs) / 2
    return aTrade((edge + swing).toFixed(2), { openedAt, closedAt: openedAt + 3_600_000 })
  })
