import { changedFilters } from './changed-rules.ts'
import { isIn, type LastingFaults } from './lasting.ts'
import type { FaultPlan } from './plan.ts'
import { shownRows } from './shown-rows.ts'

interface Shown {
  readonly plan: FaultPlan
  readonly faults: Pick<LastingFaults, 'halts' | 'delistings' | 'rulesChange'>
  readonly at: number
}

/** An answer as faults show it: altered rows, part of the history, the server's shifted clock, symbols as listed. */
export function shownBody(answer: unknown, { plan, faults, at }: Shown): unknown {
  const body = shownRows(shownHistory(answer, plan, at), plan.rows)
  if (typeof body !== 'object' || body === null || !('serverTime' in body)) return body
  const skewed = plan.skewMs === 0 ? body : { ...body, serverTime: Number(body.serverTime) + plan.skewMs }
  if (!('symbols' in skewed) || !Array.isArray(skewed.symbols)) return skewed
  return { ...skewed, symbols: listed(skewed.symbols as readonly Listed[], { faults, at }) }
}

type Listed = { readonly symbol: string; readonly filters: Parameters<typeof changedFilters>[0] }

function listed(symbols: readonly Listed[], { faults, at }: Omit<Shown, 'plan'>): readonly Listed[] {
  return symbols
    .filter(({ symbol }) => !faults.delistings(symbol).some(span => isIn(span, at)))
    .map(each => {
      const change = faults.rulesChange(each.symbol, at)
      const halt = faults.halts(each.symbol).find(span => isIn(span, at))
      return {
        ...each,
        ...(halt && { status: halt.status }),
        ...(change && { filters: changedFilters(each.filters, change) }),
      }
    })
}

function shownHistory(body: unknown, { history: { youngestMs, from } }: FaultPlan, at: number): unknown {
  if (!Array.isArray(body) || (youngestMs === 0 && from === 0)) return body
  const timeOf = (row: unknown) => Number((row as { readonly time?: number }).time)
  return body.filter(row => !(timeOf(row) > at - youngestMs) && !(timeOf(row) < from))
}
