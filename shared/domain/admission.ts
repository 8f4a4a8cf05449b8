import { type Flipped, freeAgainAt } from './cooldown.ts'
import { type Dec, type DecimalString, dec, sum } from './decimal.ts'
import { unfitForLadder } from './first-take-profit.ts'
import { turns } from './opposite.ts'
import { ordersInTheWay } from './order-room.ts'
import type { ClosedTrade } from './protections/closed-trade.ts'
import type { Protection } from './protections/locks.ts'
import { type ProtectionReason, refuseByProtections } from './protections/refuse.ts'
import type { SymbolRules } from './rules.ts'
import { feltAgainst } from './sentiment.ts'
import type { Side } from './side.ts'
import { type Signal, sideOf } from './signal.ts'
import type { Opposite } from './sources.ts'

/** Why a signal does not become a position; only the executor finds the reasons that begin with `nothing-open`. */
export type RefusalReason =
  | 'invalid'
  | 'hold'
  | 'stale'
  | 'duplicate'
  | 'low-confidence'
  | 'low-sentiment'
  | 'halted'
  | 'daily-loss'
  | 'already-open'
  | 'opposes-open-position'
  | 'cooldown'
  | 'no-slot'
  | 'order-budget'
  | ProtectionReason
  | 'unknown-symbol'
  | 'not-trading'
  | 'unmanaged-position'
  | 'nothing-open'
  | 'stop-too-tight'
  | 'stop-too-wide'
  | 'take-profit-too-tight'
  | 'trail-too-tight'
  | 'wrong-side'
  | 'no-fill'
  | 'superseded'
  | 'refused'

export interface Refusal {
  readonly reason: RefusalReason
  /** What was expected and what it got, for the producer. */
  readonly detail: string
}

/** The settings that admission uses. */
export interface AdmissionSettings {
  readonly confidenceThreshold: DecimalString
  /** For a signal with a sentiment. */
  readonly minSentiment?: DecimalString
  readonly signalMaxAgeSeconds: number
  readonly cooldownSeconds: number
  readonly maxPositions: number
  readonly maxDailyLoss: DecimalString
  readonly symbols: readonly string[] | undefined
  readonly quoteAssets: readonly string[] | undefined
  /** The ladder's first tier alone matters; decisions made before it was read have none. */
  readonly ladder?: readonly { readonly at: DecimalString }[]
  /** For a signal that names another ladder. */
  readonly takeProfitPct?: DecimalString
  /** Decisions made before protections existed have none. */
  readonly protections?: readonly Protection[]
  /** What a signal of this source does to an open position of the other side; only the gate uses it. */
  readonly opposite?: Opposite
}

/**
 * When admission is asked. Each moment knows more than the one before, and checks again what may have changed since:
 * the gate, the executor as it takes the signal, right before it sends the entry, and before it sends it once more.
 */
export type Moment = 'gate' | 'executor' | 'send' | 'resend'

/** The account as admission sees it; times in milliseconds. */
export interface AdmissionAccount {
  readonly slots: Readonly<
    Record<
      string,
      {
        readonly positionId: string
        readonly side: Side
        readonly worstLoss: DecimalString
        /** Timestamp of the signal to enter once this position is flat. */
        readonly flipsAt?: number
      }
    >
  >
  readonly lastClosed: Readonly<Record<string, number>>
  /** Symbol → the signal for which its last position was closed, and when the position before that was closed. */
  readonly flips?: Readonly<Record<string, Flipped>>
  readonly day: { readonly date: string; readonly net: DecimalString }
  /** Closed positions whose results are not known yet. */
  readonly provisional?: Readonly<Record<string, { readonly worstLoss: DecimalString }>>
  readonly halts: Readonly<Record<string, string>>
  readonly foreign: readonly string[]
  /** Conditional orders of other clients on the account, all symbols together; only an executor has counted them. */
  readonly othersOrders?: number
  /** The last closed trades, in order of their closing. */
  readonly trades?: readonly ClosedTrade[]
}

export type EntrySignal = Signal & { readonly action: 'BUY' | 'SELL' }
export const isEntry = (signal: Signal): signal is EntrySignal =>
  signal.action === 'BUY' || signal.action === 'SELL'

/** UTC day of a time: `2025-02-03`. */
export const utcDay = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** What the check of a message needs. */
export type JudgedSignal = Pick<
  Signal,
  'action' | 'at' | 'confidence' | 'sentiment' | 'takeProfitPct' | 'takeProfits' | 'ladder'
>

/**
 * The message itself: is it fresh, confident enough, and a signal to trade? Getting out needs no confidence;
 * `closesFreely: false` replays decisions from the time when it did.
 */
export function refuseSignal(
  signal: JudgedSignal,
  settings: AdmissionSettings,
  now: number,
  { closesFreely = true }: { readonly closesFreely?: boolean } = {},
): Refusal | undefined {
  const age = now - signal.at
  if (signal.action !== 'CLOSE' && age > settings.signalMaxAgeSeconds * 1000) {
    return refusal(
      'stale',
      `it is ${Math.round(age / 1000)} s old; at most ${settings.signalMaxAgeSeconds} s`,
    )
  }
  if (signal.action === 'CLOSE' && closesFreely) return undefined
  const { confidence } = signal
  if (confidence === undefined || dec(confidence).lt(settings.confidenceThreshold)) {
    return refusal('low-confidence', `${confidence ?? 'none'} is below ${settings.confidenceThreshold}`)
  }
  const felt = feltAgainst(signal, settings)
  if (felt !== undefined) return refusal('low-sentiment', felt)
  if (signal.action === 'HOLD') return refusal('hold', 'HOLD opens nothing')
  const unfit = signal.action === 'CLOSE' ? undefined : unfitForLadder(signal, settings)
  return unfit === undefined ? undefined : refusal('invalid', unfit)
}

/**
 * The account: may it take this position now? `worstLoss` is the position's own, once known. None of this keeps a
 * signal from closing an open position: whether it may enter afterwards is asked once the position is flat.
 */
export function refuseEntry(
  signal: EntrySignal,
  account: AdmissionAccount,
  settings: AdmissionSettings,
  now: number,
  worstLoss: DecimalString = '0',
): Refusal | undefined {
  const open = account.slots[signal.symbol]
  if (open && turns(signal, open, settings.opposite)) return undefined
  const halts = Object.entries(account.halts)
  if (halts.length > 0) {
    return refusal('halted', halts.map(([by, why]) => `${by}: ${why}`).join('; '))
  }
  const entry = { symbol: signal.symbol, side: sideOf(signal.action) }
  return (
    refuseBySlot(signal, account, settings, now) ??
    refuseByProtections(entry, account.trades ?? [], settings.protections ?? [], now) ??
    refuseByLoss(account, settings, now, worstLoss)
  )
}

function refuseBySlot(
  signal: EntrySignal,
  account: AdmissionAccount,
  settings: AdmissionSettings,
  now: number,
): Refusal | undefined {
  const slot = account.slots[signal.symbol]
  if (slot) {
    return slot.side === sideOf(signal.action)
      ? refusal('already-open', `${signal.symbol} is ${slot.side} already (${slot.positionId})`)
      : refusal('opposes-open-position', `${signal.symbol} is ${slot.side} (${slot.positionId})`)
  }
  if (account.foreign.includes(signal.symbol)) {
    const has = `${signal.symbol} has a position or orders that this deployment does not manage`
    return refusal('unmanaged-position', has)
  }
  const cooled = freeAgainAt(signal, account, settings)
  if (now < cooled) {
    return refusal('cooldown', `${signal.symbol} was closed; free again at ${new Date(cooled).toISOString()}`)
  }
  const taken = Object.keys(account.slots).length
  if (taken >= settings.maxPositions) {
    return refusal('no-slot', `${taken} of ${settings.maxPositions} positions are open`)
  }
  const full = ordersInTheWay(account, taken)
  return full === undefined ? undefined : refusal('order-budget', full)
}

function refuseByLoss(
  account: AdmissionAccount,
  settings: AdmissionSettings,
  now: number,
  worstLoss: DecimalString,
): Refusal | undefined {
  const net = account.day.date === utcDay(now) ? dec(account.day.net) : dec(0)
  const atRisk = sum(Object.values(account.slots).map(slot => slot.worstLoss)).plus(worstLoss)
  const unknown = unknownLoss(account)
  if (net.minus(atRisk).minus(unknown).gte(dec(settings.maxDailyLoss).neg())) return undefined
  const also = unknown.isZero() ? '' : `, results not known yet ${unknown.toFixed(2)}`
  return refusal(
    'daily-loss',
    `today's net is ${net.toFixed(2)}, positions risk ${atRisk.toFixed(2)}${also}; the cap is ${settings.maxDailyLoss}`,
  )
}

/** What closed positions with unknown results may have lost; zero or more. */
export const unknownLoss = ({ provisional = {} }: Pick<AdmissionAccount, 'provisional'>): Dec =>
  sum(Object.values(provisional).map(result => result.worstLoss))

/** A contract that is delivered or delisted within this time accepts no more entries. */
const deliveryNotice = 7 * 86_400_000

/** The symbol: may it be traded at all? `rules` is undefined for a symbol that the exchange does not have. */
export function refuseSymbol(
  symbol: string,
  rules: SymbolRules | undefined,
  settings: AdmissionSettings,
  now: number,
): Refusal | undefined {
  if (settings.symbols && !settings.symbols.includes(symbol)) {
    return refusal('unknown-symbol', `${symbol} is not among QT_SYMBOLS (${settings.symbols.join(', ')})`)
  }
  if (!rules) return refusal('unknown-symbol', `the exchange lists no ${symbol}`)
  if (settings.quoteAssets && !settings.quoteAssets.includes(rules.quoteAsset)) {
    return refusal(
      'unknown-symbol',
      `${symbol} is quoted in ${rules.quoteAsset}, not in ${settings.quoteAssets}`,
    )
  }
  if (rules.contractType !== 'PERPETUAL' || rules.status !== 'TRADING') {
    return refusal('not-trading', `${symbol} is ${rules.contractType} in status ${rules.status}`)
  }
  if (rules.deliveryDate - now < deliveryNotice) {
    return refusal('not-trading', `${symbol} is delivered at ${new Date(rules.deliveryDate).toISOString()}`)
  }
  return undefined
}

const refusal = (reason: RefusalReason, detail: string): Refusal => ({ reason, detail })
