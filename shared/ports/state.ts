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

/** A stored item and the version that a later write must find. */
export interface Stored<T> {
  readonly item: T
  readonly version: number
}

export interface Slot {
  readonly positionId: string
  readonly side: Side
  readonly since: number
  /** What this position may lose at worst, in quote asset, above 0. */
  readonly worstLoss: DecimalString
}

/** A position that is closed and whose result is not known yet. */
export interface Unsettled {
  readonly symbol: string
  readonly closedAt: number
  /** What it counts for until then, in quote asset, above 0: the worse of its worst case and its estimate. */
  readonly worstLoss: DecimalString
}

/** The one account item: what every entry has to agree on. Times in milliseconds. */
export interface Account {
  /** Symbol → the position that holds it. */
  readonly slots: Readonly<Record<string, Slot>>
  /** Symbol → when its last position was confirmed flat. */
  readonly lastClosed: Readonly<Record<string, number>>
  /** Symbol → until when no look could find orders that its last position may have left. */
  readonly unswept?: Readonly<Record<string, number>>
  /** Symbol → the signal that its last position was closed for, where that is to be entered in its place. */
  readonly flips?: Readonly<Record<string, Flipped>>
  /** Net result of the fills of one UTC day (`2025-02-03`): only what is known. */
  readonly day: { readonly date: string; readonly net: DecimalString }
  /** Closed positions whose results are not known yet, by id: in no day's net. */
  readonly provisional?: Readonly<Record<string, Unsettled>>
  /** The last closed trades, in order of their closing; an item of an earlier release knows of none. */
  readonly trades?: readonly ClosedTrade[]
  /** Why entries are halted, by who halted them (`killSwitch`, `account-modes`, `api-key`, …); empty: they are not. */
  readonly halts: Readonly<Record<string, string>>
  /** Symbols with positions or orders on the exchange that are not ours. */
  readonly foreign: readonly string[]
  /** `paper`, `demo` or `live`; written once. */
  readonly venue: string
  /** The API key whose rights were read last, by its fingerprint, and when. What was wrong with it is a halt. */
  readonly key?: { readonly fingerprint: string; readonly checkedAt: number }
}

export interface SignalSeen {
  readonly id: string
  readonly action: Action
  readonly at: number
  /** From -1 to 1, where it said one. */
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
  /** In which shape the message was understood. */
  readonly shape?: string
  readonly confidence?: DecimalString
  /** The message said none: it is what QT_SOURCES had for the source. */
  readonly confidenceDefaulted?: true
  /** Names of fields that were not looked at, up to 20. */
  readonly unread?: readonly string[]
  readonly positionId?: string
  /** The message as it came, cut to 4 KB, and the hash of all of it. */
  readonly message: string
  readonly messageHash: string
  readonly messageId: string
  /** What it rests on: the gate's, or the executor's where that refused before there was a position. */
  readonly decisions?: readonly Decision[]
  /** What went wrong last when it was tried; it may have gone well since. */
  readonly failure?: string
  readonly at: number
}

/**
 * An entry of the journal as the table holds it, whichever release wrote it: its event may be one that this release
 * does not know, and a detail that this one writes may be absent.
 */
export interface StoredEntry {
  readonly at: number
  readonly event: string
  readonly [detail: string]: unknown
}

export interface AccountStore {
  /** The account item, created with these values when there is none; throws when its venue is another one. */
  open(venue: string, killSwitch: boolean): Promise<Stored<Account>>
  read(): Promise<Stored<Account>>
  /**
   * Reads, lets `change` make the next account of it, and writes it if no other function wrote in between; else again.
   * `change` returns undefined to leave it as it is. Answers the account as it then stands. It may be called
   * again with what it made itself, when the answer to its write was lost: it must find nothing to change then.
   */
  update(change: (account: Account) => Account | undefined): Promise<Stored<Account>>
}

/** That a position is to be closed, by whom asked and when (milliseconds). The first wish stays. */
export interface CloseWish {
  readonly reason: CloseReason
  readonly at: number
  readonly signalId: string
}

/** A signal that is entered once the position is flat. The newest stays; times in milliseconds. */
export interface Flip {
  readonly v: 1
  readonly signal: EntrySignal
  readonly at: number
}

/** A position, and what stands beside it, whichever function writes it. */
export interface StoredPosition extends Stored<Position> {
  readonly closeWish?: CloseWish
  readonly flip?: Flip
  /** When a look found a loss that no touch could confirm, and could not write that into the position. */
  readonly lossUnreadAt?: number
}

export interface PositionStore {
  read(id: string): Promise<StoredPosition | undefined>
  /** Consistent, in one batch; missing ones are left out. */
  readAll(ids: readonly string[]): Promise<readonly Stored<Position>[]>
  /** False when it exists already. */
  create(position: Position): Promise<boolean>
  /** Writes over `version` only, keeping the lease; the new version, or undefined when another one is stored. */
  write(position: Position, version: number): Promise<number | undefined>
  /**
   * Takes the lease until `until` if it is free, expired by `now` or already this holder's. Taking it advances
   * the version, so that every function that read the position before fails at the next write.
   */
  lease(id: string, holder: string, now: number, until: number): Promise<Stored<Position> | undefined>
  /**
   * Writes the wish to close beside the position, whichever function has the lease: no write of a holder takes it
   * away, and none fails because of it. False when there is no such position.
   */
  wishClose(id: string, wish: CloseWish): Promise<boolean>
  /**
   * Writes beside the position which signal is entered once it is flat. `later`: one that was stamped after it stands
   * there, and stays. `over`: the position is closed or abandoned, and what stands there is final for close-cleanup,
   * which hands it on.
   */
  wishFlip(id: string, flip: Flip): Promise<'written' | 'later' | 'over'>
  /** Writes beside the position that a look found an unconfirmed loss at that time, or, without one, none any more. */
  noteLoss(id: string, at: number | undefined): Promise<void>
  /** Gives the lease back if it is this holder's; the version stays. */
  release(id: string, holder: string): Promise<void>
}

export interface JournalStore {
  append(positionId: string, entries: readonly JournalEntry[]): Promise<void>
  read(positionId: string): Promise<readonly StoredEntry[]>
}

export interface SignalStore {
  /** Records a verdict unless the signal has one; answers the one that stands. Expires after 30 days. */
  claim(verdict: Verdict): Promise<Verdict>
  /** Writes over the verdict of the same signal (the executor refuses later than the gate). */
  settle(
    signalId: string,
    change: Pick<Verdict, 'verdict' | 'reason' | 'detail' | 'positionId' | 'decisions'>,
  ): Promise<void>
  /** Keeps what went wrong beside the verdict, which stays; nothing where there is none. */
  noteFailure(signalId: string, failure: string): Promise<void>
  /** Keeps a refusal of a repeated delivery beside the signal's own verdict. */
  recordRepeat(verdict: Verdict): Promise<void>
  read(signalId: string, now: number): Promise<Verdict | undefined>
}

export interface SymbolStore {
  rules(symbol: string): Promise<{ readonly rules: SymbolRules; readonly readAt: number } | undefined>
  /** The same without when they were read: one read. */
  knownRules(symbol: string): Promise<SymbolRules | undefined>
  /**
   * Takes in a complete reading: writes those that differ from what is stored and when they were asked for, and
   * forgets symbols that it does not name.
   */
  saveRules(rules: readonly SymbolRules[], readAt: number): Promise<void>
  /** When the rules were last read as a whole; undefined before the first time. */
  rulesReadAt(): Promise<number | undefined>
  /** When they were last read, and when a function last set out to; some milliseconds old. */
  lastReading(): Promise<{ readonly readAt?: number; readonly askedAt?: number }>
  /**
   * Sets out to read them: false when another function did so less than `apartMs` ago. Always true before the first
   * reading.
   */
  claimReading(now: number, apartMs: number): Promise<boolean>
  brackets(
    symbol: string,
  ): Promise<{ readonly brackets: readonly LeverageBracket[]; readonly readAt: number } | undefined>
  saveBrackets(symbol: string, brackets: readonly LeverageBracket[], readAt: number): Promise<void>
  /** Keeps the signal if none with a later timestamp is known: of all, and of its action. */
  seeSignal(symbol: string, signal: SignalSeen): Promise<void>
  /** The latest of each action that may count against an entry; consistent, in no order. */
  signalsOf(symbol: string): Promise<readonly SignalSeen[]>
  /** In one batch; consistent, or at half the price where the next look is soon enough for the latest. */
  latestSignals(
    symbols: readonly string[],
    when?: { readonly soon?: boolean },
  ): Promise<ReadonlyMap<string, SignalSeen>>
}

/** How the exchange answered a look of the watch: with what was asked for, or with a failure. */
export interface Heard {
  readonly at: number
  readonly failure?: string
  /** The exchange's code, or the HTTP status, where it answered with one. */
  readonly code?: number
}

/** The last tick that was claimed (milliseconds), and what was heard last. */
export interface LastTick {
  readonly tick: number
  readonly heard?: Heard
}

export interface WatchStore {
  /** For the first claim of a tick, and again for the same holder, what was heard before it; undefined for others. */
  claim(tick: number, holder: string): Promise<LastTick | undefined>
  /** Keeps it unless something later was heard. */
  hear(heard: Heard): Promise<void>
  /** Consistent; undefined before the first tick. */
  last(): Promise<LastTick | undefined>
}

export interface OrderStore {
  /** Takes `count` orders out of the `most` of a window; false when fewer are left. A window never comes back. */
  reserve(window: number, count: number, most: number): Promise<boolean>
}

/** What the exchange asked of the one address that all functions share. */
export interface RestStore {
  /** Perhaps some milliseconds old, at half the price. */
  read(): Promise<readonly Rest[]>
  /** Never shortens what is there. */
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
