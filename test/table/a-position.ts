import type { Position } from '#domain/position.ts'
import { settings } from '../domain/builders.ts'
import { ethRules } from '../domain/market.ts'

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
  settings,
  rules: ethRules,
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
