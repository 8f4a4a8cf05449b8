import { newAccount, newSymbol } from '../core/record.ts'
import type { SymbolRules } from '../rules.ts'
import type { PaperSettings } from '../settings.ts'
import { forcedOrderBody } from '../wire/order-bodies.ts'
import { type AccountBook, accountBook } from './account-book.ts'
import type { Happening } from './happening.ts'
import { happeningsOf } from './happenings.ts'
import type { AccountListenKeys } from './listen-keys.ts'
import { marginCalls } from './margin-call.ts'
import type { Standing } from './standing.ts'
import type { UserEvent } from './user-event.ts'
import { userEvents } from './user-events.ts'
import type { Saved, WatchedStore } from './watched-store.ts'

/** An account as its streams see it. */
export interface StreamedAccount extends WatchedAccount {
  readonly keys: AccountListenKeys
}

/** An account and its venue. */
export interface WatchedAccount {
  /** The store that its venue saves to. */
  readonly store: WatchedStore
  /** Its venue, which brings it up to now. */
  readonly venue: { standing(): Promise<Standing> }
  readonly settings: PaperSettings
}

/** An event, and when its cause happened; ms. */
export interface DatedEvent {
  readonly T: number
  readonly event: UserEvent
}

/** A position that the venue closed by force, as the market hears of it. */
export interface Liquidation {
  readonly symbol: string
  readonly at: number
  readonly data: object
}

/** The events for an account's listeners. Without a listener it records nothing and costs nothing. */
export interface UserStream {
  /** Records what happens from now on. */
  listen(): void
  rest(): void
  /** Everything that happened up to now and was not yet collected, by the time it happened. */
  collect(): Promise<{
    readonly events: readonly DatedEvent[]
    readonly liquidations: readonly Liquidation[]
  }>
}

export function userStream(
  { store, venue, settings }: WatchedAccount,
  rules: Pick<ReadonlyMap<string, SymbolRules>, 'get'>,
  { now, news }: { now(): number; news(): void },
): UserStream {
  let noted: { readonly saved: Saved; readonly at: number }[] = []
  let stop: (() => void) | undefined
  let book: AccountBook | undefined
  let calls = marginCalls()
  let toldAt = 0
  const rulesOf = (symbol: string): SymbolRules => {
    const found = rules.get(symbol)
    if (found === undefined) throw new Error(`Expected rules of ${symbol}, which the account trades.`)
    return found
  }
  const happenings = ({ saved, at }: (typeof noted)[number]): readonly Happening[] => {
    if (saved.kind === 'symbol') {
      const fresh = () => newSymbol(rulesOf(saved.after.symbol), settings, at)
      return happeningsOf(saved.before ?? fresh(), saved.after, at)
    }
    const { multiAssetsMargin } = saved.before ?? newAccount(settings)
    const isOn = saved.after.multiAssetsMargin
    return isOn === multiAssetsMargin ? [] : [{ kind: 'multiAssets', time: at, isOn }]
  }

  return {
    listen: () => {
      stop ??= store.watch(saved => {
        noted.push({ saved, at: now() })
        news()
      })
    },
    rest: () => {
      stop?.()
      stop = undefined
      book = undefined
      noted = []
      calls = marginCalls()
    },
    collect: async () => {
      const standing = await venue.standing()
      const marks = new Map(standing.symbols.map(view => [view.record.symbol, view.mark]))
      const kept =
        book ??
        accountBook(
          standing.config.startingBalance,
          standing.symbols.map(view => view.record),
        )
      book = kept
      const happened = noted.flatMap(happenings).toSorted((a, b) => a.time - b.time)
      noted = []
      toldAt = Math.max(toldAt, now())
      const telling = { E: toldAt, book: kept, rulesOf, markOf: (symbol: string) => marks.get(symbol) ?? '0' }
      const events = happened.flatMap(happening =>
        userEvents(happening, telling).map(event => ({ T: happening.time, event })),
      )
      const warnings = calls.at(standing, toldAt).map(event => ({ T: toldAt, event }))
      const liquidations = happened.flatMap(happening => liquidationIn(happening, toldAt, rulesOf))
      return { events: [...events, ...warnings], liquidations }
    },
  }
}

function liquidationIn(
  happening: Happening,
  at: number,
  rulesOf: (symbol: string) => SymbolRules,
): readonly Liquidation[] {
  if (happening.kind !== 'fill' || happening.execution !== 'CALCULATED') return []
  const { symbol } = happening.order
  const body = forcedOrderBody(happening.order, rulesOf(symbol))
  const o = {
    ...{ s: symbol, S: body.side, o: body.type, f: body.timeInForce, q: body.origQty, p: body.price },
    ...{ ap: body.avgPrice, X: body.status, l: body.executedQty, z: body.executedQty, T: happening.time },
  }
  return [{ symbol, at, data: { e: 'forceOrder', E: at, o } }]
}
