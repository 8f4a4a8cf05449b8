import type { EntrySignal } from '#domain/admission.ts'
import type { MarginMode, Outcome } from '#exchange/port.ts'
import type { Desk } from '#protection/desk.ts'

export type Configured =
  | { readonly configured: true; readonly leverage: number }
  | { readonly configured: false; readonly detail: string }

/** Futures accounts younger than 60 days get 20x at most (-4202 to -4206). */
const youngAccount = { codes: [-4202, -4203, -4204, -4205, -4206], leverage: 20 }

/** Sets margin mode and leverage; a leverage that this account may not have is lowered and said. */
export async function configureSymbol(
  desk: Desk,
  signal: EntrySignal,
  leverage: number,
  mode: MarginMode,
): Promise<Configured> {
  const [marginMode, first] = await Promise.all([
    desk.exchange.setMarginMode(signal.symbol, mode),
    desk.exchange.setLeverage(signal.symbol, leverage),
  ])
  if (marginMode.outcome !== 'accepted') return failed(`margin mode ${mode}`, marginMode)
  if (first.outcome === 'accepted') return { configured: true, leverage: first.value.leverage }
  const lower = first.outcome === 'refused' && youngAccount.codes.includes(first.code)
  if (!lower || leverage <= youngAccount.leverage) return failed(`leverage ${leverage}`, first)
  desk.telemetry.warn('leverage-lowered', {
    symbol: signal.symbol,
    from: leverage,
    to: youngAccount.leverage,
  })
  const second = await desk.exchange.setLeverage(signal.symbol, youngAccount.leverage)
  if (second.outcome !== 'accepted') return failed(`leverage ${youngAccount.leverage}`, second)
  return { configured: true, leverage: second.value.leverage }
}

function failed(
  what: string,
  answer: Exclude<Outcome<unknown>, { readonly outcome: 'accepted' }>,
): Configured {
  return { configured: false, detail: `${what} was ${answer.outcome}: ${answer.message}` }
}
