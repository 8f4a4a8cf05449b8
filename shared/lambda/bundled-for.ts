import type { Configuration } from '#ports/configuration.ts'
import { ConfigurationError, type Environment, loadConfiguration } from '#settings/configuration.ts'

/**
 * What a bundle is made for: deployments named paper, or those that trade at Binance, demo and live. The bundling
 * (infra/stacks/bundling.ts) writes it in; it is absent where the source runs unbundled, as in qt.
 */
declare const BUNDLED_FOR: 'paper' | 'binance'

const bundledFor = typeof BUNDLED_FOR === 'undefined' ? undefined : BUNDLED_FOR

/**
 * The settings that a function starts with. Throws a `ConfigurationError` if they are wrong, or choose a venue that
 * this bundle was not made for: neither kind of money stands in for the other.
 */
export function bundledConfiguration(environment: Environment): Configuration {
  const configuration = loadConfiguration(environment)
  const { venue } = configuration
  const isPaper = venue === 'paper'
  if (bundledFor === undefined || isPaper === (bundledFor === 'paper')) return configuration
  const said = (name: string) => `${name} is ${environment[name]?.trim() || 'not set'}`
  const chosen = `${said('QT_PAPER_TRADING')} and ${said('STAGING_MODE')}, which chooses the ${venue} venue`
  throw new ConfigurationError([`${chosen}; ${isPaper ? aboutPaper : aboutBinance}`])
}

const aboutPaper =
  'this bundle was made for Binance and holds no paper venue. Set QT_PAPER_TRADING=false and STAGING_MODE as the deployment has them, or deploy with -c env=paper'
const aboutBinance =
  'this bundle was made for paper and sends nothing to Binance. Unset QT_PAPER_TRADING, or deploy with -c env=demo or -c env=live'
