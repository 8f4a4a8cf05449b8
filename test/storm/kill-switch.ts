import { liftedAll } from '#domain/protections/kept-trades.ts'
import type { State } from '#ports/state.ts'
import type { Span } from '../../infra/local/audit/oracle/testimony.ts'
import type { Sky } from './invocation.ts'

/**
 * In some storms an operator halts entries for a while, then lifts the halt and all locks as `qt resume` does. The
 * notes have the time in which the halt surely stood.
 */
export function killSwitch(
  { scheduler, chance, tell }: Sky,
  { account }: State,
  [from, to]: readonly [number, number],
): readonly Span[] {
  const halted: { from: number; to: number }[] = []
  if (chance.share('kill switch') > 0.2) return halted
  const begins = chance.between(from, to, 'kill switch on')
  scheduler.at(begins, () => void halt())
  async function halt(): Promise<void> {
    await account.update(({ halts, ...rest }) => ({ ...rest, halts: { ...halts, killSwitch: 'storm' } }))
    const span = { from: scheduler.now(), to: Number.POSITIVE_INFINITY }
    halted.push(span)
    tell('an operator halts entries')
    await scheduler.sleep(chance.between(5_000, 60_000, 'kill switch for'))
    span.to = scheduler.now()
    tell('an operator lets entries go on')
    await account.update(({ halts: { killSwitch: _, ...halts }, trades = [], ...rest }) => ({
      ...{ ...rest, halts },
      trades: liftedAll(trades),
    }))
  }
  return halted
}
