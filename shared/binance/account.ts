import * as z from 'zod'
import type { LeverageBracket } from '#domain/rules.ts'
import type { AccountModes, Balance, MarginMode, Outcome } from '#ports/exchange.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import { decimal, done, flag, whole } from './field.ts'
import type { Wire } from './wire.ts'

const assets = z.object({
  assets: z.array(z.object({ asset: z.string(), walletBalance: decimal, availableBalance: decimal })),
})

const modes = z.object({ dualSidePosition: flag, multiAssetsMargin: flag, canTrade: flag })

const marginModes = { ISOLATED: 'isolated', CROSSED: 'cross' } as const satisfies Record<string, MarginMode>
const marginTypes = { isolated: 'ISOLATED', cross: 'CROSSED' } as const satisfies Record<MarginMode, string>

const configured = z.array(
  z.object({
    symbol: z.string(),
    leverage: whole,
    marginType: z.enum(['ISOLATED', 'CROSSED']),
  }),
)
const leveraged = z.object({ leverage: whole })

const bracket = z
  .object({
    initialLeverage: whole,
    notionalCap: decimal,
    maintMarginRatio: decimal,
    cum: decimal,
  })
  .transform(
    ({ maintMarginRatio, cum, ...bounds }): LeverageBracket => ({
      ...bounds,
      maintenanceMarginRatio: maintMarginRatio,
      cumulative: cum,
    }),
  )
const bracketed = z.object({ symbol: z.string(), brackets: z.array(bracket).min(1) })
// With a symbol Binance documents one object, but sends a list of one.
const bracketBody = z.union([z.array(bracketed), bracketed.transform(one => [one])])

/** The margin type is already as requested: -4046. */
const marginTypeUnchanged = -4046

/** The account: its money, its modes, and its configuration for a symbol. */
export const account = (wire: Wire) => ({
  async balance(asset: string): Promise<Balance | undefined> {
    const { assets: all } = await wire.read('account', {}, assets)
    const found = all.find(each => each.asset === asset)
    return found && { wallet: found.walletBalance, available: found.availableBalance }
  },

  async accountModes(): Promise<AccountModes> {
    const { dualSidePosition, multiAssetsMargin, canTrade } = await wire.read('accountConfig', {}, modes)
    return { hedgeMode: dualSidePosition, multiAssetsMode: multiAssetsMargin, canTrade }
  },

  async symbolConfig(symbol: string) {
    const config = ofSymbol('symbolConfig', symbol, await wire.read('symbolConfig', { symbol }, configured))
    return { leverage: config.leverage, marginMode: marginModes[config.marginType] }
  },

  async brackets(symbol: string): Promise<readonly LeverageBracket[]> {
    const { brackets } = ofSymbol(
      'leverageBracket',
      symbol,
      await wire.read('leverageBracket', { symbol }, bracketBody),
    )
    return brackets.toSorted((a, b) => Number(a.notionalCap) - Number(b.notionalCap))
  },

  setLeverage: (symbol: string, leverage: number): Promise<Outcome<{ readonly leverage: number }>> =>
    wire.command('setLeverage', { symbol, leverage }, leveraged),

  async setMarginMode(symbol: string, mode: MarginMode): Promise<Outcome<void>> {
    const set = await wire.command('setMarginType', { symbol, marginType: marginTypes[mode] }, done)
    return set.outcome === 'refused' && set.code === marginTypeUnchanged
      ? { outcome: 'accepted', value: undefined }
      : set
  },
})

function ofSymbol<T extends { readonly symbol: string }>(call: string, symbol: string, all: readonly T[]): T {
  const found = all.find(each => each.symbol === symbol)
  if (found === undefined)
    throw new ExchangeError({ call, symbol, retriable: false }, 'the answer does not name the symbol')
  return found
}
