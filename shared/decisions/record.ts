import type { AdmissionAccount, AdmissionSettings, Moment, Refusal } from '#domain/admission.ts'
import type { CloseEvidence } from '#domain/close-reason.ts'
import type { DecimalString } from '#domain/decimal.ts'
import type { planEntry } from '#domain/entry.ts'
import type { EntryBasis } from '#domain/entry-plan.ts'
import type { Decision, Rule } from '#domain/events/deciding.ts'
import type { SizeRules } from '#domain/exit-size.ts'
import type { BlindLook, Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import type { CloseReason, OpenPosition, Position, PositionSettings, Rung } from '#domain/position.ts'
import { reachOf } from '#domain/protections/locks.ts'
import type { SymbolRules } from '#domain/rules.ts'
import type { Signal } from '#domain/signal.ts'
import { type Judged, judged, read, readFor, wishes } from './kept.ts'

/** Absent from decisions made before moments were kept. */
interface AtMoment {
  readonly moment?: Moment
}

export interface SignalInputs extends AtMoment {
  readonly signal: Judged
  readonly settings: AdmissionSettings
  readonly now: number
  /** For a CLOSE: it needed no confidence. Absent: it was judged by its confidence, as an entry is. */
  readonly closesFreely?: true
}

export interface SymbolInputs extends AtMoment {
  readonly symbol: string
  readonly rules?: Pick<SymbolRules, 'quoteAsset' | 'contractType' | 'status' | 'deliveryDate'>
  readonly settings: AdmissionSettings
  readonly now: number
}

export interface AccountInputs extends SignalInputs {
  /** With its id if the symbol's last position was closed for it. */
  readonly signal: Judged & Partial<Pick<Signal, 'id'>>
  readonly account: AdmissionAccount
  readonly worstLoss: DecimalString
}

/**
 * What the rules read of a position and what may change while it is open. Its settings stay with it for life, so a
 * decision need not repeat them.
 */
type Changing = Pick<
  OpenPosition,
  'entryPrice' | 'entryQuantity' | 'entryFees' | 'openQuantity' | 'funding' | 'leverage' | 'tier' | 'rungs'
> &
  Pick<OpenPosition, 'protection' | 'sentiment' | 'doubt' | 'algoReduceOnlyRefused'>

/** The part of the symbol's rules that decides a position: its ticks and sizes at the time. */
type RulesThen = Pick<SymbolRules, 'tickSize'> & SizeRules

/** Absent from journals written before rules could change: the position's own rules were meant. */
export interface UnderRules {
  readonly rules?: RulesThen
}

export interface MoveInputs extends UnderRules {
  /**
   * How marks are judged before they decide. 4: a mark that bid and ask denied raises no stop by itself, however near
   * the level; 3: no such mark closes a position by itself; 2: one near the level did; none: all marks were believed.
   */
  readonly marks?: 2 | 3 | 4
  readonly position: Changing
  readonly look: Look | BlindLook
  /** For a position whose stop is a price, measured from the touch until the fill. */
  readonly measured?: Pick<PositionSettings, 'stopLossPct' | 'emergencyPct'>
}

export type RungInputs = Readonly<Record<'entryPrice' | 'quantity', DecimalString>> &
  UnderRules & { readonly leverage: number }

export interface FoundInputs extends UnderRules {
  readonly entryPrice: DecimalString
  /** As far as it was believed. */
  readonly markPrice?: DecimalString
  readonly leverage: number
}

/** A move and its grounds; about 1.5 KB. */
export function moveDecision(
  position: OpenPosition,
  look: Look | BlindLook,
  move: Move,
): Decision<'next-move'> {
  const { entryPrice, entryQuantity, entryFees, openQuantity, funding, leverage, tier, rungs } = position
  const { protection, sentiment, doubt, algoReduceOnlyRefused } = position
  const changing: Changing = {
    ...{ entryPrice, entryQuantity, entryFees, openQuantity, funding, leverage, tier, rungs, protection },
    ...(sentiment && { sentiment }),
    ...(doubt && { doubt }),
    ...(algoReduceOnlyRefused && { algoReduceOnlyRefused }),
  }
  const { stopPrice, stopLossPct, emergencyPct } = position.settings
  const inputs: MoveInputs = {
    ...{ marks: 4, position: changing, look, rules: rulesThen(position.rules) },
    ...(stopPrice !== undefined && { measured: { stopLossPct, emergencyPct } }),
  }
  return decision('next-move', inputs, move)
}

/**
 * How an entry was sized; it contains the symbol's brackets, and so is the largest of a position's decisions; made
 * once.
 */
export const entryDecision = (
  basis: EntryBasis,
  plan: ReturnType<typeof planEntry>,
): Decision<'plan-entry'> => decision('plan-entry', basis, plan)

/** How the take-profits were laid out over the filled quantity. */
export const rungsDecision = (
  { entryPrice = '', entryQuantity: quantity = '', leverage, rules }: Position,
  rungs: readonly Rung[],
): Decision<'plan-rungs'> => {
  const inputs: RungInputs = { entryPrice, quantity, leverage, rules: rulesThen(rules) }
  return decision('plan-rungs', inputs, rungs)
}

/** Whether a signal may be traded, and was fresh and confident enough. */
export const signalDecision = (
  { moment, signal, settings, now }: SignalInputs,
  refusal: Refusal | undefined,
): Decision<'admit-signal'> => {
  const inputs: SignalInputs = {
    ...(moment && { moment }),
    signal: { ...judged(signal), ...wishes(signal) },
    settings: { ...read(settings), ...readFor(signal, settings) },
    now,
    ...(signal.action === 'CLOSE' && { closesFreely: true }),
  }
  return decision('admit-signal', inputs, refusal)
}

/** Whether a symbol may be traded. */
export const symbolDecision = (
  { moment, symbol, rules, settings, now }: SymbolInputs,
  refusal: Refusal | undefined,
): Decision<'admit-symbol'> => {
  const { quoteAsset, contractType, status, deliveryDate } = rules ?? {}
  const kept = rules && { rules: { quoteAsset, contractType, status, deliveryDate } }
  return decision(
    'admit-symbol',
    { ...(moment && { moment }), symbol, ...kept, settings: read(settings), now },
    refusal,
  )
}

/**
 * Whether the account could take a position: of its last closes only the symbol's own is kept, and of its last trades
 * those that the protections may go by.
 */
export const accountDecision = (
  { moment, signal, account, settings, now, worstLoss }: AccountInputs,
  refusal: Refusal | undefined,
): Decision<'admit-account'> => {
  const { slots, lastClosed, flips = {}, day, provisional = {}, halts, foreign, othersOrders } = account
  const flip = flips[signal.symbol]
  const own = flip && flip.signalId === signal.id && { id: flip.signalId }
  const closed = lastClosed[signal.symbol]
  const { trades = [] } = account
  const { protections = [] } = settings
  const reach = reachOf(protections)
  const inputs: AccountInputs = {
    ...(moment && { moment }),
    signal: { ...judged(signal), ...own },
    account: {
      slots,
      lastClosed: closed === undefined ? {} : { [signal.symbol]: closed },
      ...(own && { flips: { [signal.symbol]: flip } }),
      day,
      ...(Object.keys(provisional).length > 0 && { provisional }),
      halts,
      foreign,
      ...(othersOrders !== undefined && { othersOrders }),
      ...(protections.length > 0 && { trades: trades.filter(trade => trade.closedAt > now - reach) }),
    },
    settings: {
      ...read(settings),
      ...(protections.length > 0 && { protections }),
      ...(settings.opposite && { opposite: settings.opposite }),
    },
    now,
    worstLoss,
  }
  return decision('admit-account', inputs, refusal)
}

/** Where the stop of an adopted position was put. */
export const adoptedStopDecision = (
  found: Omit<FoundInputs, 'rules'>,
  rules: SymbolRules,
  level: DecimalString,
): Decision<'adopted-stop'> => {
  const inputs: FoundInputs = { ...found, rules: rulesThen(rules) }
  return decision('adopted-stop', inputs, level)
}

/** What turned out to have closed a position. */
export const reasonDecision = (evidence: CloseEvidence, reason: CloseReason): Decision<'close-reason'> =>
  decision('close-reason', evidence, reason)

const rulesThen = (rules: SymbolRules): RulesThen => ({
  tickSize: rules.tickSize,
  stepSize: rules.stepSize,
  minQuantity: rules.minQuantity,
  maxQuantity: rules.maxQuantity,
  marketStepSize: rules.marketStepSize,
  marketMinQuantity: rules.marketMinQuantity,
  marketMaxQuantity: rules.marketMaxQuantity,
})

/** A rule that found nothing to refuse said `null`: JSON has no other word for it. */
const decision = <R extends Rule>(rule: R, inputs: unknown, outcome: unknown): Decision<R> => ({
  rule,
  inputs: JSON.stringify(inputs),
  outcome: JSON.stringify(outcome ?? null),
})
