import type { EntrySignal } from '#domain/admission.ts'
import type { Context } from '#ports/context.ts'
import type { MarginMode, Outcome, Refused } from '#ports/exchange.ts'
import { ExchangeError, unknownSymbol } from '#ports/exchange-error.ts'

export type Configured =
  | { readonly configured: true; readonly leverage: number }
  | { readonly configured: false; readonly detail: string }

/** Futures accounts younger than 60 days get 20x at most (-4202 to -4206). */
const youngAccount = { codes: [-4202, -4203, -4204, -4205, -4206], leverage: 20 }

/**
 * Sets margin mode and leverage; lowers a leverage that this account may not have, and logs it. No entry is made
 * until both are confirmed: throws `ExchangeError` while they cannot be, and if the exchange no longer knows the
 * symbol.
 */
export async function configureSymbol(
  context: Context,
  { symbol }: EntrySignal,
  leverage: number,
  mode: MarginMode,
): Promise<Configured> {
  const [marginMode, first] = await Promise.all([
    setMarginMode(context, symbol, mode),
    setLeverage(context, symbol, leverage),
  ])
  if (marginMode.outcome === 'refused') return refused(`margin mode ${mode}`, marginMode)
  if (first.outcome === 'accepted') return { configured: true, leverage: first.value.leverage }
  if (!youngAccount.codes.includes(first.code) || leverage <= youngAccount.leverage)
    return refused(`leverage ${leverage}`, first)
  context.telemetry.warn('leverage-lowered', { symbol, from: leverage, to: youngAccount.leverage })
  const second = await setLeverage(context, symbol, youngAccount.leverage)
  if (second.outcome === 'refused') return refused(`leverage ${youngAccount.leverage}`, second)
  return { configured: true, leverage: second.value.leverage }
}

const setMarginMode = ({ exchange }: Context, symbol: string, mode: MarginMode) =>
  proven(
    { call: 'setMarginMode', symbol, what: `margin mode ${mode}` },
    {
      set: () => exchange.setMarginMode(symbol, mode),
      read: async () =>
        (await exchange.symbolConfig(symbol)).marginMode === mode ? { value: undefined } : undefined,
    },
  )

const setLeverage = ({ exchange }: Context, symbol: string, leverage: number) =>
  proven(
    { call: 'setLeverage', symbol, what: `leverage ${leverage}` },
    {
      set: () => exchange.setLeverage(symbol, leverage),
      read: async () =>
        (await exchange.symbolConfig(symbol)).leverage === leverage ? { value: { leverage } } : undefined,
    },
  )

interface Setting {
  readonly call: string
  readonly symbol: string
  readonly what: string
}

type Unproven = Exclude<Outcome<unknown>, { readonly outcome: 'accepted' }>
type Proven<T> =
  | Extract<Outcome<T>, { readonly outcome: 'accepted' }>
  | (Refused & { readonly blame: 'order' })

/**
 * Setting is idempotent, so an unresolved setting is sent once more; then the exchange's own record decides.
 * Only an error that blames the setting itself is a refusal.
 */
async function proven<T>(
  setting: Setting,
  {
    set,
    read,
  }: {
    readonly set: () => Promise<Outcome<T>>
    /** Undefined if the symbol is not configured so. */
    readonly read: () => Promise<{ readonly value: T } | undefined>
  },
): Promise<Proven<T>> {
  let answer = await set()
  if (isUnproven(answer)) answer = await set()
  if (answer.outcome === 'refused' && answer.code === unknownSymbol) throw notConfigured(setting, answer)
  if (isProven(answer)) return answer
  const found = isUnproven(answer) ? await read() : undefined
  if (!found) throw notConfigured(setting, answer)
  return { outcome: 'accepted', ...found }
}

/** Once the exchange turns this function away, the function asks for nothing more. */
const isUnproven = (answer: Outcome<unknown>): boolean =>
  answer.outcome === 'unresolved' || (answer.outcome === 'refused' && answer.blame === 'moment')

const isProven = <T>(answer: Outcome<T>): answer is Proven<T> =>
  answer.outcome === 'accepted' || (answer.outcome === 'refused' && answer.blame === 'order')

/**
 * The symbol may be configured wrongly: nothing is entered, and the signal is tried again. If the answer asks to wait
 * or for another key, that is passed on as for any other request.
 */
function notConfigured({ call, symbol, what }: Setting, answer: Unproven): ExchangeError {
  const { code, rest }: Partial<Refused> = answer.outcome === 'refused' ? answer : {}
  const message = `${what} was ${answer.outcome}: ${answer.message}`
  return new ExchangeError({ call, symbol, code, rest, retriable: false }, message)
}

const refused = (what: string, { message }: { readonly message: string }): Configured => ({
  configured: false,
  detail: `${what} was refused: ${message}`,
})
