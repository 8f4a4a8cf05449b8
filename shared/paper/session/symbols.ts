import { type Advanced, advance } from '../core/advance.ts'
import type { Backing } from '../core/context.ts'
import type { SymbolMargin } from '../core/margin.ts'
import { marginAt, othersPooled, pooled } from '../core/margin-pool.ts'
import { entryPriceOf, isFlat } from '../core/positions.ts'
import { isIdle, newSymbol } from '../core/record.ts'
import { settle } from '../core/settlement.ts'
import { PriceUnavailable } from '../feed/price-unavailable.ts'
import type { PriceStep, VenueStore, Versioned } from '../ports.ts'
import type { SymbolRecord } from '../records.ts'
import type { PaperSettings } from '../settings.ts'
import { type MarketView, SLACK } from './market.ts'

/** One symbol as loaded, brought up to the moment of the request. */
export interface SymbolSession extends Advanced {
  /** Undefined for a symbol that was never saved. */
  readonly loaded: Versioned<SymbolRecord> | undefined
}

export interface SymbolSessions {
  one(symbol: string): Promise<SymbolSession>
  all(): Promise<ReadonlyMap<string, SymbolSession>>
  /** The rest of the account behind one symbol: the margin of all others at their latest marks. */
  backing(symbol: string): Promise<Backing>
  /** Every session that was brought up to date for this request. */
  opened(): Promise<readonly SymbolSession[]>
}

/**
 * How far this process has already advanced each stored version. The market's steps do not change, so going on from
 * there gives the same result as starting again. The backing at each step stays what it was then.
 */
export type Progress = Map<string, { readonly version: number; readonly advanced: Advanced }>

/** How far back to look for the price at which a contract is settled. */
const lastPriceMs = 3_600_000

export function openSymbols(
  store: VenueStore,
  market: MarketView,
  settings: PaperSettings,
  progress: Progress,
  startingBalance: () => Promise<string>,
): SymbolSessions {
  const named = new Map<string, Promise<Versioned<SymbolRecord> | undefined>>()
  let everything: Promise<ReadonlyMap<string, Versioned<SymbolRecord>>> | undefined
  const opened = new Map<string, Promise<SymbolSession>>()

  const loadAll = () => {
    everything ??= store.symbols()
    return everything
  }
  const load = async (symbol: string) => {
    if (everything !== undefined) return (await everything).get(symbol)
    const asked = named.get(symbol) ?? store.symbols([symbol]).then(found => found.get(symbol))
    named.set(symbol, asked)
    return asked
  }

  const bringUp = async (
    from: Advanced,
    backing: Backing | undefined,
    slackMs?: number,
  ): Promise<Advanced> => {
    const { record } = from
    if (isIdle(record)) return from
    const venue = { rules: market.rulesOf(record.symbol), settings, backing }
    const end = market.endOf(record.symbol)
    if (end === undefined || end < record.cursor) {
      const steps = await market.steps(record.symbol, record.cursor, market.at, slackMs)
      const moved = advance(record, steps, venue, market.at)
      return { record: moved.record, changed: from.changed || moved.changed }
    }
    const { steps, step } = await lastSteps(market, record, end, slackMs)
    const last = advance(record, steps, venue, end)
    if (step === undefined) return { record: last.record, changed: from.changed || last.changed }
    return { record: settle(last.record, { at: end, step }, venue), changed: true }
  }

  /** The record brought up to now from this process's progress, with or without the rest of the account as backing. */
  const broughtUp = async (
    stored: Versioned<SymbolRecord>,
    backing?: Backing,
    slackMs?: number,
  ): Promise<Advanced> => {
    const key = `${stored.value.symbol}${backing ? ' backed' : ''}`
    const before = progress.get(key)
    const usable = before?.version === stored.version && before.advanced.record.cursor <= market.at
    const from = usable ? before.advanced : { record: stored.value, changed: false }
    const advanced = await bringUp(from, backing, slackMs)
    progress.set(key, { version: stored.version, advanced })
    return advanced
  }

  const margins = new Map<string, Promise<SymbolMargin>>()
  const marginNow = async (stored: Versioned<SymbolRecord>): Promise<SymbolMargin> => {
    const { record } = await broughtUp(stored, undefined, SLACK.others)
    const step = isIdle(record) ? undefined : await market.latest(record.symbol, SLACK.others)
    return marginAt(record, step?.mark ?? entryPriceOf(record), market.rulesOf(record.symbol))
  }
  /** The margin of a symbol that backs others: computed once per request, however many it backs. */
  const marginOf = (stored: Versioned<SymbolRecord>): Promise<SymbolMargin> => {
    const asked = margins.get(stored.value.symbol) ?? marginNow(stored)
    margins.set(stored.value.symbol, asked)
    return asked
  }

  type Others = Backing['others']
  let asksForAll = false
  let othersOfEach: Promise<ReadonlyMap<string, Others>> | undefined
  const everyOthers = async (): Promise<ReadonlyMap<string, Others>> => {
    const all = [...(await loadAll()).values()]
    const pools = othersPooled(await Promise.all(all.map(marginOf)))
    return new Map(all.map((each, place) => [each.value.symbol, pools[place] ?? []]))
  }
  /** If every symbol is asked for, all sums of others are computed together. */
  const othersOf = async (symbol: string, others: readonly Versioned<SymbolRecord>[]): Promise<Others> => {
    if (asksForAll) othersOfEach ??= everyOthers()
    return (await othersOfEach)?.get(symbol) ?? pooled(await Promise.all(others.map(marginOf)))
  }

  const backings = new Map<string, Promise<Backing>>()
  const backingNow = async (symbol: string): Promise<Backing> => {
    const others = [...(await loadAll()).values()].filter(each => each.value.symbol !== symbol)
    return {
      startingBalance: await startingBalance(),
      others: await othersOf(symbol, others),
      otherAlgoOrders: others.reduce((count, each) => count + each.value.algoOrders.length, 0),
    }
  }
  /** Once per request: bringing the symbol up to now needs it, and so does changing it. */
  const backing = (symbol: string): Promise<Backing> => {
    const asked = backings.get(symbol) ?? backingNow(symbol)
    backings.set(symbol, asked)
    return asked
  }

  const open = async (symbol: string): Promise<SymbolSession> => {
    const rules = market.rulesOf(symbol)
    const loaded = await load(symbol)
    if (loaded === undefined) return { loaded, record: newSymbol(rules, settings, market.at), changed: false }
    const behind = needsBacking(loaded.value) ? await backing(symbol) : undefined
    return { loaded, ...(await broughtUp(loaded, behind)) }
  }

  const one = (symbol: string) => {
    const session = opened.get(symbol) ?? open(symbol)
    opened.set(symbol, session)
    return session
  }

  return {
    one,
    backing,
    all: async () => {
      const names = [...(await loadAll()).keys()].sort()
      asksForAll = names.length > 2
      return new Map(await Promise.all(names.map(async name => [name, await one(name)] as const)))
    },
    opened: () => Promise.all(opened.values()),
  }
}

/**
 * A contract's steps until its end, and the step whose price settles it. If the source no longer has prices of the
 * contract, the last known price settles it.
 */
async function lastSteps(
  market: MarketView,
  { symbol, cursor }: SymbolRecord,
  end: number,
  slackMs: number | undefined,
): Promise<{ readonly steps: readonly PriceStep[]; readonly step: PriceStep | undefined }> {
  const before = async (time: number) =>
    (await market.steps(symbol, time - lastPriceMs, time, slackMs)).at(-1)
  try {
    const steps = await market.steps(symbol, cursor, end, slackMs)
    return { steps, step: steps.at(-1) ?? (await before(end)) }
  } catch (problem) {
    if (!(problem instanceof PriceUnavailable)) throw problem
    return { steps: [], step: (await market.steps(symbol, cursor - 1, cursor, slackMs)).at(-1) }
  }
}

/** Whether the market's effects on this symbol can depend on the rest of the account. */
const needsBacking = (record: SymbolRecord): boolean =>
  (record.marginType === 'cross' && !isFlat(record)) ||
  record.algoOrders.some(algo => !algo.reduceOnly && !algo.closePosition)
