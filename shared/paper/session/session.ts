import type { Moment, Venue } from '../core/context.ts'
import { type AccountMargin, accountMargin, type SymbolMargin } from '../core/margin.ts'
import { marginAt } from '../core/margin-pool.ts'
import { entryPriceOf } from '../core/positions.ts'
import { isIdle, newAccount } from '../core/record.ts'
import type { PriceFeed, VenueStore } from '../ports.ts'
import type { AccountRecord, SymbolRecord } from '../records.ts'
import type { RuleBook } from '../rules/rule-book.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'
import { type Endings, type MarketView, SLACK, viewMarket } from './market.ts'
import { saveSession } from './save.ts'
import { openSymbols, type Progress } from './symbols.ts'

export interface SessionParts {
  readonly store: VenueStore
  readonly feed: PriceFeed
  readonly rules: Pick<RuleBook, 'get'>
  readonly settings: PaperSettings
  /** When contracts end; none does if not given. */
  readonly endings?: Endings
  /** Of this process; starts empty. */
  readonly progress: Progress
}

export interface MarginView {
  readonly record: SymbolRecord
  readonly rules: SymbolRules
  readonly margin: SymbolMargin
  readonly mark: string
}

/** One request's work on the venue's state: loaded once, brought up to the present, saved at the end. */
export interface Session {
  readonly at: number
  readonly market: MarketView
  readonly settings: PaperSettings
  readonly store: VenueStore
  account(): Promise<AccountRecord>
  symbol(name: string): Promise<SymbolRecord>
  /** All symbols that were ever used, by name. */
  symbols(): Promise<readonly SymbolRecord[]>
  margins(): Promise<{ readonly account: AccountMargin; readonly symbols: readonly MarginView[] }>
  /**
   * Changes one symbol. `whole` loads the rest of the account, for changes that need its margin or its number of
   * orders. A refusal thrown by `change` leaves everything as it was.
   */
  changeSymbol<T extends { readonly record: SymbolRecord }>(
    name: string,
    scope: 'symbol' | 'whole',
    change: (record: SymbolRecord, moment: Moment, venue: Venue) => T,
  ): Promise<T>
  changeAccount(change: (account: AccountRecord) => AccountRecord): Promise<void>
  /** Saves what changed; false if another process saved first and the request must be replayed. */
  commit(saveLaggingCursors: boolean): Promise<boolean>
}

/** `slackMs`: how old its look at the market may be. */
export function openSession(parts: SessionParts, at: number, slackMs: number): Session {
  const { store, settings } = parts
  const market = viewMarket(parts.feed, parts.rules, at, slackMs, parts.endings)
  let loadedAccount: ReturnType<VenueStore['account']> | undefined
  const loadAccount = () => {
    loadedAccount ??= store.account()
    return loadedAccount
  }
  const account = async () => (await loadAccount())?.value ?? newAccount(settings)
  const sessions = openSymbols(
    store,
    market,
    settings,
    parts.progress,
    async () => (await account()).startingBalance,
  )
  let changedAccount: AccountRecord | undefined
  const changedSymbols = new Map<string, SymbolRecord>()

  const symbols = async () => [...(await sessions.all()).values()].map(session => session.record)

  return {
    at,
    market,
    settings,
    store,
    account,
    symbol: async name => (await sessions.one(name)).record,
    symbols,
    margins: async () => {
      const views = await Promise.all((await symbols()).map(record => viewMargin(record, market)))
      const { startingBalance } = await account()
      return {
        account: accountMargin(
          startingBalance,
          views.map(view => view.margin),
        ),
        symbols: views,
      }
    },
    changeSymbol: async (name, scope, change) => {
      const rules = market.rulesOf(name)
      const { record } = await sessions.one(name)
      const backing = scope === 'whole' ? await sessions.backing(name) : undefined
      const step = await market.step(name)
      const current = isIdle(record) ? { ...record, cursor: Math.max(record.cursor, at) } : record
      const done = change(current, { at: Math.max(at, current.cursor), step }, { rules, settings, backing })
      if (done.record !== current) changedSymbols.set(name, done.record)
      return done
    },
    changeAccount: async change => {
      changedAccount = change(await account())
    },
    commit: async saveLaggingCursors => {
      if (changedAccount !== undefined) {
        const version = (await loadAccount())?.version ?? 0
        if (!(await store.saveAccount(changedAccount, version))) return false
      }
      for (const session of await sessions.opened()) {
        const changed = changedSymbols.get(session.record.symbol)
        const saved = await saveSession(store, session, changed, at, saveLaggingCursors)
        if (changed !== undefined && !saved) return false
      }
      return true
    },
  }
}

async function viewMargin(record: SymbolRecord, market: MarketView): Promise<MarginView> {
  const rules = market.rulesOf(record.symbol)
  const slackMs = isIdle(record) ? SLACK.idle : undefined
  const mark = (await market.latest(record.symbol, slackMs))?.mark ?? entryPriceOf(record)
  return { record, rules, mark, margin: marginAt(record, mark, rules) }
}
