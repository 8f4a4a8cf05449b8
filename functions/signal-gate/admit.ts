import { type Admission, admissionAt, admitBy } from '#decisions/ask.ts'
import { type AdmissionAccount, type EntrySignal, isEntry } from '#domain/admission.ts'
import { oppositeOf, turns } from '#domain/opposite.ts'
import { type Signal, sideOf } from '#domain/signal.ts'
import type { Clock } from '#ports/clock.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Account, State } from '#ports/state.ts'

export interface AdmissionContext {
  readonly state: State
  readonly clock: Clock
  readonly configuration: Configuration
}

/** Judges a signal, its symbol and the account; without a refusal the signal goes on to the executor. */
export async function admit(
  { state, clock, configuration: settings }: AdmissionContext,
  signal: Signal,
): Promise<Admission> {
  const fresh = admissionAt('gate', settings, clock.now()).signal(signal)
  const [refusal] = fresh
  // Confidence is checked first, so that a HOLD is refused as a HOLD only if it is confident.
  const counts = refusal === undefined || refusal.reason === 'hold'
  if (counts) {
    const { id, action, at, sentiment } = signal
    await state.symbols.seeSignal(signal.symbol, {
      ...{ id, action, at },
      ...(sentiment !== undefined && { sentiment }),
    })
  }
  if (refusal || !isEntry(signal)) return admitBy(() => fresh)
  const [account, readAt, known] = await Promise.all([
    state.account.read(),
    state.symbols.rulesReadAt(),
    state.symbols.rules(signal.symbol),
  ])
  const ask = admissionAt('gate', settings, clock.now())
  const opposite = oppositeOf(settings.sources, signal.source)
  const met = opposite === 'flip' ? await beingFlipped(state, signal, account.item) : account.item
  const open = met.slots[signal.symbol]
  // A position may be closed whatever happened to its symbol.
  const ends = open !== undefined && turns(signal, open, opposite)
  const bySymbol = () => ask.symbol(signal.symbol, known?.rules)
  return admitBy(
    () => fresh,
    () => ask.account(signal, met),
    // Until the rules were first read, only the exchange knows its symbols: the executor asks.
    ...(readAt === undefined || ends ? [] : [bySymbol]),
  )
}

/**
 * A signal for the side that is already open is a repetition, unless the position is about to be flipped, which only
 * its record shows.
 */
async function beingFlipped(
  state: State,
  { symbol, action }: EntrySignal,
  account: Account,
): Promise<AdmissionAccount> {
  const slot = account.slots[symbol]
  if (slot?.side !== sideOf(action)) return account
  const flip = (await state.positions.read(slot.positionId))?.flip
  return flip
    ? { ...account, slots: { ...account.slots, [symbol]: { ...slot, flipsAt: flip.signal.at } } }
    : account
}
