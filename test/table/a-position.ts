import { defaultLadder } from '#domain/ladder.ts'
import type { Position } from '#domain/position.ts'
import type { SymbolRules } from '#domain/rules.ts'

export const someRules: SymbolRules = {
  symbol: 'ETHUSDT',
  contractType: 'PERPETUAL',
  status: 'TRADING',
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  deliveryDate: 4133404800000,
  tickSize: '0.01',
  minPrice: '39.86',
  maxPrice: '306177',
  stepSize: '0.001',
  minQuantity: '0.001',
  maxQuantity: '10000',
  marketStepSize: '0.001',
  marketMinQuantity: '0.001',
  marketMaxQuantity: '2000',
  minNotional: '20',
}

/** A long on ETHUSDT that is about to be entered. */
export const aPosition = (change: Partial<Position> = {}): Position => ({
  v: 1,
  id: 'p1',
  deployment: 'test',
  state: 'entering',
  symbol: 'ETHUSDT',
  side: 'long',
  source: 'xgboost',
  signalId: 's1',
  signalAt: 1_738_548_000_000,
  createdAt: 1_738_548_000_500,
  requestedLeverage: 30,
  leverage: 30,
  margin: '83.33',
  settings: {
    stopLossPct: '0.02',
    takeProfitPct: '0.03',
    emergencyPct: '0.03',
    partialTakeProfit: '0.5',
    ladder: defaultLadder,
    takerFee: '0.0005',
  },
  rules: someRules,
  intents: 1,
  entry: { clientId: 'qt-p1-e1', quantity: '1', limitPrice: '2500.4', touchPrice: '2500' },
  funding: '0',
  protection: {
    level: '2498.33',
    primary: 'qt-p1-s1',
    backup: 'qt-p1-b1',
    backupQuantity: '1',
  },
  tier: 0,
  rungs: [],
  ...change,
})
