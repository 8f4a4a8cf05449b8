import { isCredentialsRefusal } from '#binance/outcome.ts'
import type { Clock } from '#ports/clock.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Context } from '#ports/context.ts'
import type { Exchange } from '#ports/exchange.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import type { State } from '#ports/state.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import { keyGuard } from './api-key.ts'
import { counted } from './counted.ts'
import type { Credentials } from './credentials.ts'
import { lazily } from './lazily.ts'
import { withSharedRest } from './shared-rest.ts'

export interface WiredContext extends Context {
  readonly configuration: Configuration
  readonly deployment: string
  /** Halts entries while the API key has a right that it must not have; called before an entry. */
  checkKey(): Promise<void>
}

/** What a process of a trading function has before it knows its key. */
export interface ProcessParts {
  readonly clock: Clock
  readonly state: State
  readonly telemetry: Telemetry
  readonly configuration: Configuration
  readonly deployment: string
  /** All functions ask the exchange from one address. */
  readonly sharesAddress: boolean
  /** From memory while it is fresh; anew on request. */
  readCredentials(fresh: boolean): Promise<Credentials>
  exchangeOf(credentials: Credentials): Exchange
}

/** Runs `work` in the context; once more with a fresh key if the exchange refused the present one. */
export type RunAtContext = <T>(work: (context: WiredContext) => Promise<T>) => Promise<T>

interface AtHand {
  readonly credentials: Credentials
  readonly open: () => Promise<WiredContext>
}

/** One process of a trading function: fetches the key with its first event, and takes up a rotated key. */
export function tradingProcess(parts: ProcessParts): RunAtContext {
  const { clock, state, telemetry, configuration } = parts

  async function open(credentials: Credentials): Promise<WiredContext> {
    const { venue, killSwitch } = configuration
    await state.account.open(venue, killSwitch)
    const exchange = parts.exchangeOf(credentials)
    const context = { exchange, state, clock, telemetry, configuration, deployment: parts.deployment }
    return { ...context, checkKey: keyGuard({ ...context, venue, apiKey: credentials.apiKey }) }
  }

  /** The context for the key in the secret; the present key stays in use if the secret cannot be read. */
  async function current(fresh: boolean): Promise<AtHand> {
    const credentials = await parts.readCredentials(fresh).catch(error => {
      if (!atHand) throw error
      telemetry.error('secret-unreadable', error, {})
      return atHand.credentials
    })
    if (atHand && isSame(atHand.credentials, credentials)) return atHand
    if (atHand) telemetry.info('credentials-changed', {})
    atHand = { credentials, open: lazily(() => open(credentials)) }
    return atHand
  }

  async function metered<T>(work: (context: WiredContext) => Promise<T>, fresh = false): Promise<T> {
    const context = await (await current(fresh)).open()
    return counted(context, () =>
      parts.sharesAddress ? withSharedRest(context, () => work(context)) : work(context),
    )
  }

  let atHand: AtHand | undefined
  return async work => {
    try {
      return await metered(work)
    } catch (error) {
      if (!isRefusedKey(error)) throw error
      telemetry.warn('credentials-refused', { code: error.code })
      return metered(work, true)
    }
  }
}

const isRefusedKey = (error: unknown): error is ExchangeError & { readonly code: number } =>
  error instanceof ExchangeError && isCredentialsRefusal(error.code)

const isSame = (one: Credentials, other: Credentials): boolean =>
  one.apiKey === other.apiKey && one.secret === other.secret
