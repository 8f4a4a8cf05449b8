import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { Faults } from '#paper/faults/faults.ts'
import type { PriceFeed } from '#paper/ports.ts'
import type { Ban } from '#paper/wire/limits.ts'
import type { State } from '#ports/state.ts'
import type { Asked, SentSignal, Span, Testimony } from '../../infra/local/audit/oracle/testimony.ts'
import type { AccountThen } from './account-history.ts'
import type { Crowded } from './crowds.ts'
import type { Damaged } from './damaged-record.ts'
import type { Alarmed, Erred } from './erring-rules.ts'
import type { Cancellation } from './faulty-wire.ts'
import type { Halted } from './halts.ts'
import type { Heard } from './heard.ts'
import type { SymbolSetting } from './noted-settings.ts'
import type { Oddities } from './odd-rows.ts'
import type { Deed } from './outsiders.ts'
import type { Impatience, Refused } from './patience.ts'
import type { Round } from './watch.ts'
import type { Fault } from './weather.ts'

/** All that a storm is judged by. */
export interface Evidence {
  readonly ledgers: readonly VenueLedger[]
  /** Only for P8, where what was recorded is held against the venue's books. */
  readonly state: State
  /** The account item, each time that it was written; not asked for if not given. */
  readonly accounts?: readonly AccountThen[]
  readonly rounds: readonly Round[]
  readonly faults: readonly Fault[]
  readonly deeds: readonly Deed[]
  readonly adoptsAll: boolean
  readonly intervalMs: number
  /** When symbols stood still: no stop could be placed then. */
  readonly halted?: readonly Halted[]
  /** What could not be read of the exchange, and when. */
  readonly odd?: Oddities
  /** What rules asked for in error. */
  readonly erred?: readonly Erred[]
  /** Positions whose records were damaged. */
  readonly damaged?: readonly Damaged[]
  /** When a broken invariant was counted. */
  readonly alarmed?: readonly Alarmed[]
  /** The market as it really was: what was decided by any other mark is held against it, if it is given. */
  readonly market?: PriceFeed
  /** When others' conditional orders left no room. */
  readonly crowded?: readonly Crowded[]
  /** Whose cancellations took effect. */
  readonly cancellations?: readonly Cancellation[]
  /** Signals that an executor has done with. */
  readonly heard?: readonly Heard[]
  /** How the symbols of entries were configured, and the margin mode that was asked for; not asked if not given. */
  readonly settings?: readonly SymbolSetting[]
  readonly marginMode?: SymbolSetting['marginMode']
  /** Which addresses the venue banned, and by what. */
  readonly bans?: readonly Ban[]
  /** What left although it was asked to wait. */
  readonly impatient?: readonly Impatience[]
  /** What the venue refused to addresses that asked too much, and whether that was heard. */
  readonly refused?: readonly Refused[]
  /** What the oracle is told; not asked if not given. */
  readonly notes?: Notes
  /** How old a signal may be when its entry is sent; not asked if not given. */
  readonly signalMaxAgeMs?: number
}

/** What a storm, or a cell of the matrix, notes for the oracle while it is played. */
export interface Notes {
  readonly environment: Readonly<Record<string, string>>
  readonly asked: readonly Asked[]
  readonly signals: readonly SentSignal[]
  /** When an operator had halted entries. */
  readonly halts?: readonly Span[]
  /** Where what goes wrong at the venue is told: its rules may change. */
  readonly faults: Faults
  /** What else was done by hand. */
  readonly deeds?: Testimony['deeds']
}
