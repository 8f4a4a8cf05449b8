import { accountEndpoints } from './account-endpoints.ts'
import { algoOrderEndpoints } from './algo-order-endpoints.ts'
import { batchEndpoints } from './batch-endpoints.ts'
import { candleEndpoints } from './candle-endpoints.ts'
import { contractEndpoints } from './contract-endpoints.ts'
import type { Endpoint } from './endpoint.ts'
import { fundingEndpoints } from './funding-endpoints.ts'
import { historyEndpoints } from './history-endpoints.ts'
import { listenKeyEndpoints } from './listen-key-endpoints.ts'
import { marginEndpoints } from './margin-endpoints.ts'
import { marketEndpoints } from './market-endpoints.ts'
import { orderEndpoints } from './order-endpoints.ts'
import { settingsEndpoints } from './settings-endpoints.ts'
import { spotEndpoints } from './spot-endpoints.ts'
import { standingEndpoints } from './standing-endpoints.ts'
import { tapeEndpoints } from './tape-endpoints.ts'

/** Everything that the venue answers, by method and path: `GET /fapi/v1/time`. */
export const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map(
  [
    ...marketEndpoints,
    ...candleEndpoints,
    ...tapeEndpoints,
    ...fundingEndpoints,
    ...orderEndpoints,
    ...batchEndpoints,
    ...algoOrderEndpoints,
    ...accountEndpoints,
    ...settingsEndpoints,
    ...marginEndpoints,
    ...listenKeyEndpoints,
    ...historyEndpoints,
    ...standingEndpoints,
    ...contractEndpoints,
    ...spotEndpoints,
  ].map(endpoint => [`${endpoint.method} ${endpoint.base ?? '/fapi'}${endpoint.path}`, endpoint]),
)
