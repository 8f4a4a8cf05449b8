import { isEntry, type Refusal, refuseEntry, refuseSignal, refuseSymbol } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import type { Signal } from '#domain/signal.ts'
import type { Clock } from '#runtime/clock.ts'
import type { Configuration } from '#runtime/configuration.ts'
import type { State } from '#state/port.ts'

export interface JudgeDesk {
  readonly state: State
  readonly clock: Clock
  readonly configuration: Configuration
}

/** Judges a signal by itself, its symbol and the account; undefined when it may go on to the executor. */
export async function judge(
  { state, clock, configuration }: JudgeDesk,
  signal: Signal,
): Promise<Refusal | undefined> {
  const refusal = refuseSignal(signal, configuration, clock.now())
  const counts = refusal === undefined || refusal.reason === 'hold'
  if (counts && dec(signal.confidence).gte(configuration.confidenceThreshold)) {
    await state.symbols.seeSignal(signal.symbol, { id: signal.id, action: signal.action, at: signal.at })
  }
  if (refusal || !isEntry(signal)) return refusal
  const [account, readAt, known] = await Promise.all([
    state.account.read(),
    state.symbols.rulesReadAt(),
    state.symbols.rules(signal.symbol),
  ])
  // Before the rules were ever read, only the exchange can say what it has: the executor asks.
  const symbol =
    readAt === undefined ? undefined : refuseSymbol(signal.symbol, known?.rules, configuration, clock.now())
  return refuseEntry(signal, account.item, configuration, clock.now()) ?? symbol
}
