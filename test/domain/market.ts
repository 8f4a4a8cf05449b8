import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'

/**
 * Four symbols as Binance's exchangeInfo and leverageBracket give them: fine and coarse ticks, small and large steps.
 */
const perpetual = {
  contractType: 'PERPETUAL',
  status: 'TRADING',
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  deliveryDate: 4_133_404_800_000,
} as const

export const btcRules: SymbolRules = {
  ...perpetual,
  symbol: 'BTCUSDT',
  tickSize: '0.10',
  stepSize: '0.001',
  minQuantity: '0.001',
  maxQuantity: '1000',
  marketStepSize: '0.001',
  marketMinQuantity: '0.001',
  marketMaxQuantity: '120',
  minNotional: '50',
}

export const ethRules: SymbolRules = {
  ...perpetual,
  symbol: 'ETHUSDT',
  tickSize: '0.01',
  stepSize: '0.001',
  minQuantity: '0.001',
  maxQuantity: '10000',
  marketStepSize: '0.001',
  marketMinQuantity: '0.001',
  marketMaxQuantity: '2000',
  minNotional: '20',
}

export const dogeRules: SymbolRules = {
  ...perpetual,
  symbol: 'DOGEUSDT',
  tickSize: '0.000010',
  stepSize: '1',
  minQuantity: '1',
  maxQuantity: '10000000',
  marketStepSize: '1',
  marketMinQuantity: '1',
  marketMaxQuantity: '10000000',
  minNotional: '5',
}

export const pepeRules: SymbolRules = {
  ...perpetual,
  symbol: '1000PEPEUSDT',
  tickSize: '0.0000001',
  stepSize: '1',
  minQuantity: '1',
  maxQuantity: '10000000',
  marketStepSize: '1',
  marketMinQuantity: '1',
  marketMaxQuantity: '10000000',
  minNotional: '5',
}

/** Each with a price at which it traded in February 2025. */
export const market = [
  { rules: btcRules, price: '95123.4' },
  { rules: ethRules, price: '2500' },
  { rules: dogeRules, price: '0.25' },
  { rules: pepeRules, price: '0.0098765' },
] as const

const brackets = (
  ...rows: readonly (readonly [leverage: number, cap: number, ratio: string, cumulative: number])[]
): readonly LeverageBracket[] =>
  rows.map(([initialLeverage, cap, maintenanceMarginRatio, cumulative]) => ({
    initialLeverage,
    notionalCap: String(cap),
    maintenanceMarginRatio,
    cumulative: String(cumulative),
  }))

export const ethBrackets = brackets(
  [150, 300_000, '0.004', 0],
  [100, 800_000, '0.005', 300],
  [75, 3_000_000, '0.0065', 1_500],
  [50, 12_000_000, '0.01', 12_000],
  [25, 50_000_000, '0.02', 132_000],
  [20, 65_000_000, '0.025', 382_000],
)

export const dogeBrackets = brackets(
  [75, 80_000, '0.0065', 0],
  [50, 150_000, '0.01', 280],
  [40, 750_000, '0.0125', 655],
  [25, 2_000_000, '0.02', 6_280],
  [20, 4_000_000, '0.025', 16_280],
  [10, 20_000_000, '0.05', 116_280],
  [5, 40_000_000, '0.1', 1_116_280],
  [4, 50_000_000, '0.125', 2_116_280],
  [2, 100_000_000, '0.25', 8_366_280],
  [1, 200_000_000, '0.5', 33_366_280],
)
