/** Where orders go: the built-in paper venue, Binance's demo venue, or the real market. */
export type Venue = 'paper' | 'demo' | 'live'

/**
 * | QT_PAPER_TRADING | STAGING_MODE | venue |
 * |---|---|---|
 * | true (default)   | either       | paper |
 * | false            | true         | demo  |
 * | false            | false        | live, if both are said explicitly |
 */
export function venueOf(paperTrading: boolean, staging: boolean): Venue {
  if (paperTrading) return 'paper'
  return staging ? 'demo' : 'live'
}
