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

/** All by which a storm is judged. */
export interface Evidence {
  readonly ledgers: readonly VenueLedger[]
  /** Only for P8, which compares the record with the venue's books. */
  readonly state: State
  /** The account item at each of its writes; not checked if missing. */
  readonly accounts?: readonly AccountThen[]
  readonly rounds: readonly Round[]
  readonly faults: readonly Fault[]
  readonly deeds: readonly Deed[]
  readonly adoptsAll: boolean
  readonly intervalMs: number
  /** When symbols were halted: no stop could be placed then. */
  readonly halted?: readonly Halted[]
  /** What could not be read from the exchange, and when. */
  readonly odd?: Oddities
  /** Wrong moves that rules asked for. */
  readonly erred?: readonly Erred[]
  /** Positions with damaged records. */
  readonly damaged?: readonly Damaged[]
  /** When a broken invariant was counted. */
  readonly alarmed?: readonly Alarmed[]
  /** The market as it really was: decisions by any other mark are checked against it, if it is given. */
  readonly market?: PriceFeed
  /** When other clients' conditional orders left no room. */
  readonly crowded?: readonly Crowded[]
  /** The cancellations that took effect, with their position. */
  readonly cancellations?: readonly Cancellation[]
  /** Signals that an executor has finished. */
  readonly heard?: readonly Heard[]
  /** How the symbols of entries were configured, and the wanted margin mode; not checked if missing. */
  readonly settings?: readonly SymbolSetting[]
  readonly marginMode?: SymbolSetting['marginMode']
  /** The addresses that the venue banned, and the request that caused it. */
  readonly bans?: readonly Ban[]
  /** Requests that left although the process had been asked to wait. */
  readonly impatient?: readonly Impatience[]
  /** Requests that the venue rejected because an address asked too much, and whether its process got the answer. */
  readonly refused?: readonly Refused[]
  /** The oracle's inputs; without them it is not asked. */
  readonly notes?: Notes
  /** How old a signal may be when its entry is sent; not checked if missing. */
  readonly signalMaxAgeMs?: number
}

/** What a storm, or a cell of the matrix, notes for the oracle while it is played. */
export interface Notes {
  readonly environment: Readonly<Record<string, string>>
  readonly asked: readonly Asked[]
  readonly signals: readonly SentSignal[]
  /** When an operator had halted entries. */
  readonly halts?: readonly Span[]
  /** The venue's faults, among them changes of its rules. */
  readonly faults: Faults
  /** The operator's other actions. */
  readonly deeds?: Testimony['deeds']
}
