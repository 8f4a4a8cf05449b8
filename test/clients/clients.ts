import { ccxtClient } from './ccxt-client.ts'
import { officialClient } from './official-client.ts'
import { tiagosieblerClient } from './tiagosiebler-client.ts'

/** Public clients of Binance by three authors, unchanged. */
export const clients = [
  { name: 'ccxt', clientFor: ccxtClient },
  { name: 'binance (tiagosiebler)', clientFor: tiagosieblerClient },
  { name: '@binance/derivatives-trading-usds-futures', clientFor: officialClient },
]
