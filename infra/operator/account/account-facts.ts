import { utcDay } from '#domain/admission.ts'
import { type Dec, type DecimalString, sum } from '#domain/decimal.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { AccountModes, AccountPositions, Balance } from '#ports/exchange.ts'
import type { Account } from '#ports/state.ts'

/** Net result of today's fills (UTC); the table may still hold an earlier day's. */
export const netToday = ({ day }: Pick<Account, 'day'>, now: number): DecimalString =>
  day.date === utcDay(now) ? day.net : '0'

/** Most that open positions may lose. */
export const atRisk = ({ slots }: Pick<Account, 'slots'>): Dec =>
  sum(Object.values(slots).map(({ worstLoss }) => worstLoss))

/** Symbols that may not be entered yet, because their last position closed too recently. */
export const coolingDown = (
  { lastClosed }: Pick<Account, 'lastClosed'>,
  { cooldownSeconds }: Pick<Configuration, 'cooldownSeconds'>,
  now: number,
): readonly { readonly symbol: string; readonly freeAt: number }[] =>
  Object.entries(lastClosed)
    .map(([symbol, at]) => ({ symbol, freeAt: at + cooldownSeconds * 1000 }))
    .filter(({ freeAt }) => freeAt > now)

/** The account as the exchange shows it; what was not asked for is absent. */
export interface AccountSeen {
  readonly asset: string
  /** Undefined inside: the exchange shows none of the asset. */
  readonly balance?: { readonly shown: Balance | undefined }
  readonly modes?: AccountModes
  readonly positions: AccountPositions
}

/** Sentences where exchange and table disagree, or where the account is not as trading needs it. */
export function accountDifferences(
  { slots }: Pick<Account, 'slots'>,
  { asset, balance, modes, positions: { open, unread, complete } }: AccountSeen,
): readonly string[] {
  const unmanaged = open.filter(({ symbol }) => !slots[symbol])
  const empty = Object.keys(slots).filter(
    symbol => complete && !unread.includes(symbol) && !open.some(each => each.symbol === symbol),
  )
  return [
    ...(balance && !balance.shown ? [`the futures account holds no ${asset}: transfer some to it`] : []),
    ...unmanaged.map(({ symbol }) => `${symbol} is open on the exchange and has no slot in the table`),
    ...empty.map(symbol => `${symbol} has a slot in the table and nothing is open on the exchange`),
    ...unread.map(symbol => `the exchange's row of ${symbol} cannot be read`),
    ...(complete ? [] : ['the exchange shows a row without a symbol']),
    ...(modes?.hedgeMode
      ? ['the exchange is in hedge mode; one-way mode is needed, and COIN-M shares it']
      : []),
    ...(modes?.multiAssetsMode ? ['the exchange is in multi-assets mode; single-asset mode is needed'] : []),
    ...(modes && !modes.canTrade ? ['the exchange does not let this key trade'] : []),
  ]
}
