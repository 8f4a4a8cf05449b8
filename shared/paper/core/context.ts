import { dec } from '#domain/decimal.ts'
import type { PriceStep } from '../ports.ts'
import type { OrderFault, SymbolRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'
import { type AccountMargin, accountMargin, type SymbolMargin, symbolMargin } from './margin.ts'

/** The rules, settings and account that the matching of one symbol depends on. */
export interface Venue {
  readonly rules: SymbolRules
  /** The rules for new orders, if they differ from `rules`. */
  readonly filters?: SymbolRules | undefined
  readonly settings: PaperSettings
  /** Undefined when one symbol is matched alone: cross margin is then neither checked nor liquidated. */
  readonly backing: Backing | undefined
  /** The fault that applies to orders placed by this request. */
  readonly fault?: OrderFault | undefined
}

/** The rest of the account as one symbol's matching sees it: at the latest marks, throughout the advance. */
export interface Backing {
  readonly startingBalance: string
  readonly others: readonly SymbolMargin[]
  /** Live algo orders of all other symbols: the limit of 200 applies to the whole account. */
  readonly otherAlgoOrders: number
}

/** When a request takes effect, and the market it meets. */
export interface Moment {
  readonly at: number
  readonly step: PriceStep
}

/** The whole account's margin with this symbol at this step; undefined without the rest of the account. */
export const accountWith = (
  record: SymbolRecord,
  step: PriceStep,
  venue: Venue,
): AccountMargin | undefined =>
  venue.backing === undefined
    ? undefined
    : accountMargin(venue.backing.startingBalance, [
        ...venue.backing.others,
        symbolMargin(record, dec(step.mark), venue.rules),
      ])
