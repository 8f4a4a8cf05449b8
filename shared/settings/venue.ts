import type { Venue } from '#ports/configuration.ts'

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
