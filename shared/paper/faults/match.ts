import type { WireRequest } from '../wire/request.ts'
import type { RequestMatch } from './rule.ts'

/** Whether a request matches all the given conditions. */
export function matches(
  match: RequestMatch | undefined,
  { method, path, params, address }: WireRequest,
): boolean {
  if (match === undefined) return true
  const asked = { ...match.params, symbol: match.symbol, type: match.orderType }
  return (
    fits(match.method?.toUpperCase(), method) &&
    fits(match.path, path) &&
    fits(match.address, address) &&
    Object.entries(asked).every(([name, value]) => fits(value, params.get(name) ?? ''))
  )
}

const fits = (wanted: string | undefined, given: string): boolean => wanted === undefined || wanted === given
