import { alarms } from './criteria/alarms.ts'
import { evaluated } from './criteria/evaluated.ts'
import { likePaper } from './criteria/like-paper.ts'
import { clean, protectedAlways } from './criteria/promises.ts'
import { rehearsed } from './criteria/rehearsed.ts'
import { drawdown, expectancy, slippage } from './criteria/results.ts'
import { signals } from './criteria/signals.ts'
import { smallAmounts } from './criteria/stake.ts'
import { statement } from './criteria/statement.ts'
import { watched } from './criteria/watched.ts'
import type { Criterion, Judgement } from './criterion.ts'
import type { Evidence } from './evidence.ts'
import type { Terms } from './terms.ts'

/** In the checklist's order. */
const criteria: Readonly<Record<string, (evidence: Evidence, terms: Terms) => Judgement>> = {
  watched,
  alarms,
  evaluated,
  rehearsed,
  protected: protectedAlways,
  clean,
  signals,
  expectancy,
  drawdown,
  slippage,
  statement,
  'small amounts': smallAmounts,
  'like paper': likePaper,
}

/** Judges each criterion from the evidence alone. Only live is compared with paper, because demo has another market. */
export function judge(evidence: Evidence, terms: Terms): readonly Criterion[] {
  return Object.entries(criteria)
    .filter(([criterion]) => criterion !== 'like paper' || evidence.venue === 'live')
    .map(([criterion, by]) => ({ criterion, ...by(evidence, terms) }))
}
