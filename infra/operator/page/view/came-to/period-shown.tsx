import { useCallback } from 'preact/hooks'
import { distributionSection } from '../../../../pictures/page/distribution.ts'
import { equitySection } from '../../../../pictures/page/equity.ts'
import { figuresSection } from '../../../../pictures/page/figures.ts'
import { missedSection } from '../../../../pictures/page/missed.ts'
import { groupsSection, tradesSection } from '../../../../pictures/page/tables.ts'
import type { PicturedPeriod } from '../../shown/came-to.ts'
import { storyAddress } from '../frame/views.ts'
import { Mounted } from './mounted.tsx'

interface PeriodProps {
  readonly period: PicturedPeriod
  /** Heading, when two periods are side by side. */
  readonly name?: string
}

/** Figures, equity, drawdown and distribution of a period. */
export function PeriodShown({ period, name }: PeriodProps) {
  const make = useCallback(
    (until: AbortSignal) => [
      figuresSection(period),
      equitySection(period, until),
      distributionSection(period),
    ],
    [period],
  )
  return (
    <section aria-label={name ? `Figures of ${name}` : 'Figures'}>
      {name && <h2>{name}</h2>}
      <Mounted make={make} class="came-to" />
    </section>
  )
}

/** Results by source, symbol and so on, each trade, and rejected signals; a trade leads to its story. */
export function TradesShown({ period }: PeriodProps) {
  const make = useCallback(
    () => [
      groupsSection(period),
      tradesSection(period, ({ id }) => {
        location.hash = storyAddress(id)
      }),
      missedSection(period),
    ],
    [period],
  )
  return <Mounted make={make} class="came-to" />
}
