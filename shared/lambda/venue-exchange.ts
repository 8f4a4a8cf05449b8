import { createBinanceExchange, type Overhear } from '#binance/binance.ts'
import type { Fetch } from '#binance/transport.ts'
// Imported by a package's name: bundles for Binance replace it with another file (infra/stacks/bundling.ts).
import { paperTransport } from '#lambda/paper-transport.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Exchange } from '#ports/exchange.ts'
import type { Credentials } from './credentials.ts'
import type { PaperRulesAccess } from './paper-rules.ts'

export interface VenueAccess extends PaperRulesAccess {
  readonly configuration: Configuration
  readonly credentials: Credentials
  /** Where a stand-in for Binance listens on this machine, for demo and live; Binance by default. */
  readonly endpoint?: string | undefined
  /** Sends the requests from elsewhere; the credentials are then that sender's. */
  readonly carriedBy?: Fetch
  /** Real milliseconds for one request; by default the exchange adapter's own. */
  readonly timeoutMs?: number
  /** Hears requests and answers on the wire. */
  readonly overhear?: Overhear
  /** How soon a read must have failed to be repeated; by default the exchange adapter's own. */
  readonly repeatWithinMs?: number
}

/** The exchange that the configuration chooses: Binance's live or demo venue, or the paper venue over the table. */
export function venueExchange(access: VenueAccess): Exchange {
  const { configuration, credentials, clock, endpoint, carriedBy, timeoutMs, repeatWithinMs, overhear } =
    access
  const { venue, paperBalance: startingBalance } = configuration
  const onPaper = () => (venue === 'paper' ? paperTransport({ ...access, startingBalance }) : undefined)
  const fetch = carriedBy ?? onPaper()
  const patience = {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(repeatWithinMs !== undefined && { repeatWithinMs }),
  }
  const heard = overhear && { overhear }
  const standIn = endpoint !== undefined && { endpoint }
  const sending = fetch && { fetch }
  return createBinanceExchange({
    ...credentials,
    venue,
    clock,
    ...patience,
    ...heard,
    ...standIn,
    ...sending,
  })
}
