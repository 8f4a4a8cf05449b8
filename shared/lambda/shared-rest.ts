import type { Exchange } from '#ports/exchange.ts'
import type { State } from '#ports/state.ts'
import type { Telemetry } from '#ports/telemetry.ts'

export interface SharedRestContext {
  readonly exchange: Pick<Exchange, 'rest' | 'heed'>
  readonly state: Pick<State, 'rest'>
  readonly telemetry: Telemetry
}

/**
 * Runs one invocation where all functions ask the exchange from one address: what the exchange asks of one of them
 * holds for all. The table is read once, before the first request; if the table is away, the function protects all the
 * same, and hears it from the exchange itself.
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
