import type { Exchange } from '#ports/exchange.ts'
import type { State } from '#ports/state.ts'
import type { Telemetry } from '#ports/telemetry.ts'

export interface SharedRestContext {
  readonly exchange: Pick<Exchange, 'rest' | 'heed'>
  readonly state: Pick<State, 'rest'>
  readonly telemetry: Telemetry
}

/**
 * Runs one invocation where all functions ask the exchange from one address: what one of them was asked to wait with,
 * all of them are. The table is glanced at once, before the first request; a table that is away keeps no function from
 * protecting, who then hears it from the exchange itself.
 */
export async function withSharedRest<T>(
  { exchange, state, telemetry }: SharedRestContext,
  work: () => Promise<T>,
): Promise<T> {
  const known = await state.rest.read().catch(error => {
    telemetry.error('rest-unread', error, {})
    return []
  })
  for (const rest of known) exchange.heed(rest)
  try {
    return await work()
  } finally {
    const rest = exchange.rest()
    const isNews = rest && !known.some(({ kind, until }) => kind === rest.kind && until >= rest.until)
    if (isNews)
      await state.rest.prolong(rest).catch(error => telemetry.error('rest-untold', error, { ...rest }))
  }
}
