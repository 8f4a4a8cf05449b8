import { createHash } from 'node:crypto'
import { halts as systemHalts } from '#domain/halts.ts'
import type { Clock } from '#ports/clock.ts'
import type { Venue } from '#ports/configuration.ts'
import type { Exchange, KeyRights } from '#ports/exchange.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import type { Account, State } from '#ports/state.ts'
import type { Telemetry } from '#ports/telemetry.ts'

export interface KeyContext {
  readonly exchange: Exchange
  readonly state: State
  readonly clock: Clock
  readonly telemetry: Telemetry
  readonly venue: Venue
  readonly apiKey: string
}

const { apiKey: keyHalt } = systemHalts
const minute = 60_000
/** A key may be given a right long after it was made. */
const goodForMs = 24 * 60 * minute
/** How often one environment looks at what the others have found. */
const lookMs = 60 * minute

/**
 * Refuses an API key that may withdraw, or may not trade futures: entries are halted, while protecting and closing go
 * on. Binance tells a key's rights on the live venue only. The function that first needs them asks once per key and
 * day, and keeps them in the account item; a refused key is checked again after a minute. Between checks this makes no
 * request at all.
 */
export function keyGuard(context: KeyContext): () => Promise<void> {
  const { venue, state, clock } = context
  const print = fingerprint(context.apiKey)
  let lookAgainAt = venue === 'live' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return async () => {
    if (clock.now() < lookAgainAt) return
    const known = (await state.account.read()).item
    const halted = isDue(known, print, clock.now()) ? await ask(context, print) : known.halts[keyHalt]
    lookAgainAt = clock.now() + (halted ? minute : lookMs)
  }
}

/** Tells keys apart without revealing them. */
const fingerprint = (apiKey: string): string => createHash('sha256').update(apiKey).digest('hex').slice(0, 16)

function isDue({ key, halts }: Account, print: string, now: number): boolean {
  if (key?.fingerprint !== print) return true
  return now - key.checkedAt >= (halts[keyHalt] ? minute : goodForMs)
}

/** Asks Binance, and writes why entries are halted, or that they are not. Answers the reason. */
async function ask({ exchange, state, clock, telemetry }: KeyContext, print: string) {
  const why = await objection(exchange)
  const key = { fingerprint: print, checkedAt: clock.now() }
  const before = (await state.account.read()).item.halts[keyHalt]
  await state.account.update(account => {
    const { [keyHalt]: _, ...halts } = account.halts
    return { ...account, key, halts: why ? { ...halts, [keyHalt]: why } : halts }
  })
  if (why) telemetry.error('key-refused', new Error(why), {})
  else if (before) telemetry.info('entries-resumed', { by: keyHalt })
  return why
}

async function objection(exchange: Exchange): Promise<string | undefined> {
  try {
    return objectionTo(await exchange.keyRights())
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error
    return `the rights of the API key could not be read, so entries are halted: ${error.message}; they are read again every minute`
  }
}

function objectionTo({ futures, withdrawals }: KeyRights): string | undefined {
  if (withdrawals)
    return 'the API key may withdraw; take that right from it at Binance (API management), or put another key into the secret'
  return futures
    ? undefined
    : 'the API key may not trade futures; give it that right at Binance (API management), and no right to withdraw'
}
