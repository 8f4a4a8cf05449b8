import type { EntrySignal } from '#domain/admission.ts'
import type { Flipped } from '#domain/cooldown.ts'
import type { DecimalString } from '#domain/decimal.ts'
import type { Decision } from '#domain/events/deciding.ts'
import type { JournalEntry } from '#domain/events/journal.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import type { ClosedTrade } from '#domain/protections/closed-trade.ts'
import type { Rest } from '#domain/rest.ts'
import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'
import type { Side } from '#domain/side.ts'
import type { Action } from '#domain/signal.ts'
import type { SentinelStore, WokenStore } from './between-ticks.ts'

/** A stored item, and the version that a later write must find. */
export interface Stored<T> {
  readonly item: T
  readonly version: number
}

export interface Slot {
  readonly positionId: string
  readonly side: Side
  readonly since: number
  /** This position's worst-case loss, in quote asset, above 0. */
  readonly worstLoss: DecimalString
}

/** A closed position whose result is not known yet. */
export interface Unsettled {
  readonly symbol: string
  readonly closedAt: number
  /** What it counts as until then, in quote asset, above 0: the worse of its worst case and its estimate. */
  readonly worstLoss: DecimalString
}

/** The one account item, on which all entries must agree. Times in milliseconds. */
export interface Account {
  /** Symbol → the position that holds it. */
  readonly slots: Readonly<Record<string, Slot>>
  /** Symbol → when its last position was confirmed flat. */
  readonly lastClosed: Readonly<Record<string, number>>
  /** Symbol → the time until which no look could find orders that its last position may have left. */
  readonly unswept?: Readonly<Record<string, number>>
  /** Symbol → the signal that its last position was closed for, if that is to be entered in its place. */
  readonly flips?: Readonly<Record<string, Flipped>>
  /** Net result of the fills of one UTC day (`2025-02-03`): known results only. */
  readonly day: { readonly date: string; readonly net: DecimalString }
  /** Closed positions whose results are not known yet, by id: not in any day's net. */
  readonly provisional?: Readonly<Record<string, Unsettled>>
  /** The last closed trades, in the order of their closing; an earlier release's item has none. */
  readonly trades?: readonly ClosedTrade[]
  /** Why entries are halted, by what halted them (`killSwitch`, `account-modes`, `api-key`, …); empty: they are not. */
  readonly halts: Readonly<Record<string, string>>
  /** Symbols with positions or orders on the exchange that are not ours. */
  readonly foreign: readonly string[]
  /** `paper`, `demo` or `live`; written once. */
  readonly venue: string
  /** The fingerprint of the API key whose rights were read last, and when. Anything wrong with it is a halt. */
  readonly key?: { readonly fingerprint: string; readonly checkedAt: number }
}

export interface SignalSeen {
  readonly id: string
  readonly action: Action
  readonly at: number
  /** From -1 to 1, if the signal had one. */
  readonly sentiment?: DecimalString
}

export interface Verdict {
  readonly signalId: string
  readonly verdict: 'accepted' | 'refused'
  readonly reason?: string
  readonly detail?: string
  readonly source?: string
  readonly symbol?: string
  readonly action?: string
  /** The format in which the message was understood. */
  readonly shape?: string
  readonly confidence?: DecimalString
  /** The message had none: this is the value that QT_SOURCES gives the source. */
  readonly confidenceDefaulted?: true
  /** Names of fields that were ignored, up to 20. */
  readonly unread?: readonly string[]
  readonly positionId?: string
  /** The message as it came, cut to 4 KB, and the hash of all of it. */
  readonly message: string
  readonly messageHash: string
  readonly messageId: string
  /**
   * What it rests on: the gate's decisions, or the executor's if that rejected the signal before there was a position.
   */
  readonly decisions?: readonly Decision[]
  /** The error of the last failed try; a later try may have succeeded. */
  readonly failure?: string
  readonly at: number
}

/**
 * A journal entry as the table holds it, whichever release wrote it: this release may not know its event, and a detail
 * that this release writes may be absent.
 */
export interface StoredEntry {
  readonly at: number
  readonly event: string
  readonly [detail: string]: unknown
}

export interface AccountStore {
  /** The account item, created with these values if there is none; throws if its venue is another one. */
  open(venue: string, killSwitch: boolean): Promise<Stored<Account>>
  read(): Promise<Stored<Account>>
  /**
   * Reads the account, lets `change` make the next one of it, and writes that if no other function wrote in between;
   * otherwise tries again. `change` returns undefined to leave it as it is. Answers the account as it then stands. If
   * the answer to a write was lost, `change` is called with its own result: it must find nothing to change then.
   */
  update(change: (account: Account) => Account | undefined): Promise<Stored<Account>>
}

/** That a position is to be closed, who asked and when (milliseconds). The first wish stays. */
export interface CloseWish {
  readonly reason: CloseReason
  readonly at: number
  readonly signalId: string
}

/** A signal to enter once the position is flat. The newest stays; times in milliseconds. */
export interface Flip {
  readonly v: 1
  readonly signal: EntrySignal
  readonly at: number
}

/** A position and what stands beside it, whichever function wrote that. */
export interface StoredPosition extends Stored<Position> {
  readonly closeWish?: CloseWish
  readonly flip?: Flip
  /** When a look found a loss that no touch could confirm, and could not write it into the position. */
  readonly lossUnreadAt?: number
}

export interface PositionStore {
  read(id: string): Promise<StoredPosition | undefined>
  /** Consistent, in one batch; missing ones are left out. */
  readAll(ids: readonly string[]): Promise<readonly Stored<Position>[]>
  /** False if it already exists. */
  create(position: Position): Promise<boolean>
  /**
   * Writes over `version` only, and keeps the lease; answers the new version, or undefined if another one is stored.
   */
  write(position: Position, version: number): Promise<number | undefined>
  /**
   * Takes the lease until `until` if it is free, expired by `now` or already this holder's. This advances the version,
   * so that every function that read the position before fails at its next write.
   */
  lease(id: string, holder: string, now: number, until: number): Promise<Stored<Position> | undefined>
  /**
   * Writes the wish to close beside the position, whichever function has the lease: no holder's write removes it, and
   * none fails because of it. False if there is no such position.
   */
  wishClose(id: string, wish: CloseWish): Promise<boolean>
  /**
   * Writes beside the position which signal to enter once it is flat. `later`: a signal with a later stamp already
   * stands there, and stays. `over`: the position is closed or abandoned, and what stands there is final for
   * close-cleanup, which hands it on.
   */
  wishFlip(id: string, flip: Flip): Promise<'written' | 'later' | 'over'>
  /** Writes beside the position when a look found an unconfirmed loss; without a time, that there is none any more. */
  noteLoss(id: string, at: number | undefined): Promise<void>
  /** Gives the lease back if it is this holder's; the version stays. */
  release(id: string, holder: string): Promise<void>
}

export interface JournalStore {
  append(positionId: string, entries: readonly JournalEntry[]): Promise<void>
  read(positionId: string): Promise<readonly StoredEntry[]>
}

export interface SignalStore {
  /** Records a verdict unless the signal has one; answers the verdict that stands. Expires after 30 days. */
  claim(verdict: Verdict): Promise<Verdict>
  /** Replaces the verdict of the same signal (the executor may reject it after the gate passed it). */
  settle(
    signalId: string,
    change: Pick<Verdict, 'verdict' | 'reason' | 'detail' | 'positionId' | 'decisions'>,
  ): Promise<void>
  /** Keeps an error beside the verdict, which stays; does nothing if there is no verdict. */
  noteFailure(signalId: string, failure: string): Promise<void>
  /** Keeps the rejection of a repeated delivery beside the signal's own verdict. */
  recordRepeat(verdict: Verdict): Promise<void>
  read(signalId: string, now: number): Promise<Verdict | undefined>
}

export interface SymbolStore {
  rules(symbol: string): Promise<{ readonly rules: SymbolRules; readonly readAt: number } | undefined>
  /** The same without the time of their reading: one read. */
  knownRules(symbol: string): Promise<SymbolRules | undefined>
  /**
   * Takes in a complete reading: writes the rules that differ from the stored ones, the time of the request, and
   * forgets symbols that the reading does not name.
   */
  saveRules(rules: readonly SymbolRules[], readAt: number): Promise<void>
  /** When the rules were last read as a whole; undefined before the first time. */
  rulesReadAt(): Promise<number | undefined>
  /** When they were last read, and when a function last set out to read them; may be some milliseconds stale. */
  lastReading(): Promise<{ readonly readAt?: number; readonly askedAt?: number }>
  /**
   * Sets out to read them: false if another function did so less than `apartMs` ago. Always true before the first
   * reading.
   */
  claimReading(now: number, apartMs: number): Promise<boolean>
  brackets(
    symbol: string,
  ): Promise<{ readonly brackets: readonly LeverageBracket[]; readonly readAt: number } | undefined>
  saveBrackets(symbol: string, brackets: readonly LeverageBracket[], readAt: number): Promise<void>
  /** Keeps the signal if it is the latest known: of all signals, and of its action. */
  seeSignal(symbol: string, signal: SignalSeen): Promise<void>
  /** The latest signal of each action that may count against an entry; consistent, in no order. */
  signalsOf(symbol: string): Promise<readonly SignalSeen[]>
  /** In one batch; consistent, or at half the price if the next look is soon enough for the latest. */
  latestSignals(
    symbols: readonly string[],
    when?: { readonly soon?: boolean },
  ): Promise<ReadonlyMap<string, SignalSeen>>
}

/** How the exchange answered a look of the watch: with the answer, or with a failure. */
export interface Heard {
  readonly at: number
  readonly failure?: string
  /** The exchange's code, or the HTTP status, if it answered with one. */
  readonly code?: number
}

/** The last tick that was claimed (milliseconds), and the last answer that was kept. */
export interface LastTick {
  readonly tick: number
  readonly heard?: Heard
}

export interface WatchStore {
  /** For the first claim of a tick, and again for the same holder, the answer kept before it; undefined for others. */
  claim(tick: number, holder: string): Promise<LastTick | undefined>
  /** Keeps the answer unless a later one is there. */
  hear(heard: Heard): Promise<void>
  /** Consistent; undefined before the first tick. */
  last(): Promise<LastTick | undefined>
}

export interface OrderStore {
  /** Takes `count` orders out of the window's `most`; false if fewer are left. A window never comes back. */
  reserve(window: number, count: number, most: number): Promise<boolean>
}

/** What the exchange asked of the one address that all functions share. */
export interface RestStore {
  /** May be some milliseconds stale, at half the price. */
  read(): Promise<readonly Rest[]>
  /** Never shortens what is stored. */
  prolong(rest: Rest): Promise<void>
}

export interface State {
  readonly account: AccountStore
  readonly positions: PositionStore
  readonly journal: JournalStore
  readonly signals: SignalStore
  readonly symbols: SymbolStore
  readonly watch: WatchStore
  readonly orders: OrderStore
  readonly rest: RestStore
  readonly woken: WokenStore
  readonly sentinel: SentinelStore
}
