import type { Venue } from '#ports/configuration.ts'
import { ConfigurationError, type Environment } from './configuration.ts'
import { stackVariables } from './stack-variables.ts'

const variable = stackVariables.binanceEndpoint
/** This machine alone, with nothing after the port that could turn it into another host. */
const onThisMachine = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}$/

/**
 * The address of a stand-in for Binance on this machine, with which demo and live then trade; undefined in every
 * deployment, because the stack never sets it. Signed requests and keys go there, so any address but a loopback one is
 * refused with a `ConfigurationError`.
 */
export function binanceEndpoint(environment: Environment, venue: Venue): string | undefined {
  const endpoint = environment[variable]
  if (!endpoint) return undefined
  if (!onThisMachine.test(endpoint))
    throw new ConfigurationError([
      `${variable} is ${JSON.stringify(endpoint)}; allowed is an address of this machine alone: http://127.0.0.1:PORT, http://[::1]:PORT or http://localhost:PORT. Remove it to trade at Binance`,
    ])
  if (venue === 'paper')
    throw new ConfigurationError([
      `${variable} is ${JSON.stringify(endpoint)}, but the paper venue is chosen, which asks no Binance for its orders; remove it`,
    ])
  return endpoint
}
