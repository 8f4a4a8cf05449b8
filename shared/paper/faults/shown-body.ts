import type { Faults } from './faults.ts'
import type { FaultPlan } from './plan.ts'

interface Shown {
  readonly plan: FaultPlan
  readonly faults: Pick<Faults, 'halts'>
  readonly at: number
}

/** An answer as faults show it: by the server's own clock, and with halted symbols not trading. */
export function shownBody(body: unknown, { plan, faults, at }: Shown): unknown {
  if (typeof body !== 'object' || body === null || !('serverTime' in body)) return body
  const skewed = plan.skewMs === 0 ? body : { ...body, serverTime: Number(body.serverTime) + plan.skewMs }
  if (!('symbols' in skewed) || !Array.isArray(skewed.symbols)) return skewed
  const isHalted = ({ symbol }: { readonly symbol: string }) =>
    faults.halts(symbol).some(({ from, to }) => at > from && at <= to)
  const symbols = skewed.symbols.map(each => (isHalted(each) ? { ...each, status: 'SETTLING' } : each))
  return { ...skewed, symbols }
}
