import { admissionAt, admitBy } from '#decisions/ask.ts'
import { entryDecision } from '#decisions/record.ts'
import type { EntrySignal, RefusalReason } from '#domain/admission.ts'
import { planEntry } from '#domain/entry.ts'
import type { EntryBasis, EntryPlan } from '#domain/entry-plan.ts'
import type { Decision } from '#domain/events/deciding.ts'
import { halts } from '#domain/halts.ts'
import { positionIdOf } from '#domain/identity.ts'
import { effectiveLeverage, marginOf } from '#domain/margin.ts'
import type { Position } from '#domain/position.ts'
import { clockAhead } from '#domain/signal.ts'
import { isUnknownSymbol } from '#ports/exchange-error.ts'
import { letTheWatchAskFirst } from '#position/after-ban.ts'
import { draftPosition } from '#position/draft-position.ts'
import { frozenSettings } from '#position/frozen-settings.ts'
import { marketFacts, readRulesAgain } from '#position/market-facts.ts'
import { configureSymbol } from './configure.ts'
import { type Entered, enter, resumeEntry } from './enter.ts'
import type { EntryContext } from './entry-context.ts'
import { viewMarket } from './market-view.ts'
import { refuseImpossible } from './possible-price.ts'
import { type TurnContext, type Turned, turnPosition } from './turn-position.ts'

export type Opened =
  | Entered
  | Turned
  /** An earlier delivery refused the signal and reported that. */
  | { readonly opened: 'refused-before' }
  | {
      readonly opened: 'refused'
      readonly reason: RefusalReason
      readonly detail: string
      /** The decision that refused it, and the decisions before that. */
      readonly decisions?: readonly Decision[]
    }

/**
 * From an accepted signal to a protected position. Every step before the position item is written may be
 * repeated or lost; once it is written the signal's age no longer matters, and a redelivery continues where
 * this one stopped.
 */
export async function openPosition(context: TurnContext, signal: EntrySignal): Promise<Opened> {
  const [known, standing] = await Promise.all([
    context.state.positions.read(positionIdOf(signal.id)),
    context.state.signals.read(signal.id, context.clock.now()),
  ])
  // A refusal is final, whatever has changed since: a producer that was told about it counts on nothing being
  // opened.
  if (!known && standing?.verdict === 'refused') return { opened: 'refused-before' }
  const turned = known ? undefined : await turnPosition(context, signal)
  if (turned) return turned
  // A signal that was already dealt with asks the exchange for nothing, and keeps no CLOSE waiting behind it
  // in the queue.
  if (known?.item.state === 'entering' || !known)
    letTheWatchAskFirst(context, `openPosition ${signal.symbol}`)
  if (known) return takeUp(context, signal, known.item)

  const ready = await prepare(context, signal).catch(error => refuseUnlisted(context, signal, error))
  if ('opened' in ready) {
    // The position in the way may be this very signal's own, from a quicker delivery.
    const since = await context.state.positions.read(positionIdOf(signal.id))
    return since ? takeUp(context, signal, since.item) : ready
  }

  const { position, plan, basis, othersOrders } = ready
  const drafted = await context.state.positions.create(position)
  const planned = entryDecision(basis, plan)
  return enter(context, position, {
    signal,
    basis,
    planned,
    drafted,
    worstLoss: plan.worstLoss,
    othersOrders,
  })
}

/**
 * Goes on with the position of this very signal. A verdict is kept for 30 days and a position for good: an id that is
 * reused later passes the gate, and names the position of another signal.
 */
async function takeUp(context: EntryContext, signal: EntrySignal, position: Position): Promise<Opened> {
  const { id, signalAt } = position
  if (signal.at <= signalAt + clockAhead) return resumeEntry(context, position)
  const at = new Date(signalAt).toISOString()
  return refused('duplicate', `its id was used at ${at}, for position ${id}; a new signal needs a new id`)
}

interface Ready {
  readonly position: Position
  readonly plan: EntryPlan
  readonly basis: EntryBasis
  readonly othersOrders: number
}

/** The symbol was known a moment ago and no longer is: the signal gets a verdict, and the rules are read again. */
async function refuseUnlisted(
  context: EntryContext,
  { symbol }: EntrySignal,
  error: unknown,
): Promise<Opened> {
  if (!isUnknownSymbol(error) || error.symbol !== symbol) throw error
  await readRulesAgain(context)
  return refused('unknown-symbol', `the exchange no longer lists ${symbol}`)
}

/** Judges symbol, account and market, configures the symbol, and drafts the position. */
async function prepare(context: EntryContext, signal: EntrySignal): Promise<Ready | Opened> {
  const { configuration, clock } = context
  const [facts, account] = await Promise.all([
    marketFacts(context, signal.symbol),
    context.state.account.read(),
  ])
  const ask = admissionAt('executor', configuration, clock.now())
  const early = admitBy(
    () => ask.signal(signal),
    () => ask.symbol(signal.symbol, facts.rules),
    () => ask.account(signal, account.item),
  )
  if (early.refusal) return { opened: 'refused', ...early.refusal, decisions: early.decisions }
  const { rules, brackets } = facts
  if (!rules)
    throw new Error(`Expected the rules of ${signal.symbol}, which were found a moment ago, got none`)

  const [balance, modes] = await Promise.all([
    context.exchange.balance(rules.marginAsset),
    context.exchange.accountModes(),
  ])
  const halted = await haltForModes(context, modes)
  if (halted) return refused('halted', halted)
  if (!balance)
    return refused('refused', `the futures account holds no ${rules.marginAsset}: transfer some to it`)
  const requestedLeverage = signal.leverage ?? configuration.defaultLeverage
  const margin = marginOf(balance.available, configuration)
  const affordable = effectiveLeverage(requestedLeverage, margin, brackets)
  if (affordable === undefined)
    return refused('refused', `a free balance of ${balance.available} fits no leverage`)

  // Looks at what is open on the symbol before changing its leverage: it may not be ours.
  const view = await viewMarket(context, signal)
  if (view.clear === 'wait') throw new StillCleaning(signal.symbol)
  if (!view.clear) return refused(view.reason, view.detail)
  const { othersOrders } = view
  const counted = admitBy(() => ask.account(signal, { ...account.item, othersOrders }))
  if (counted.refusal)
    return {
      opened: 'refused',
      ...counted.refusal,
      decisions: [...early.decisions, ...counted.decisions],
    }
  const configured = await configureSymbol(context, signal, affordable, configuration.marginMode)
  if (!configured.configured) return refused('refused', configured.detail)

  const quote = await context.exchange.quote(signal.symbol)
  const impossible = refuseImpossible(quote)
  if (impossible) return { opened: 'refused', ...impossible }

  const settings = frozenSettings(configuration, signal)
  const basis: EntryBasis = {
    side: signal.action === 'BUY' ? 'long' : 'short',
    requestedLeverage,
    leverageCap: configured.leverage,
    settings,
    rules,
    brackets,
    quote,
    freeBalance: balance.available,
    limits: {
      marginFraction: configuration.marginFraction,
      maxMarginPerTrade: configuration.maxMarginPerTrade,
    },
    minStopTicks: configuration.minStopTicks,
    minStopSpreads: configuration.minStopSpreads,
    ...(signal.size && { size: signal.size }),
  }
  const plan = planEntry(basis)
  if (!plan.planned)
    return {
      ...refused(plan.reason, plan.detail),
      decisions: [...early.decisions, entryDecision(basis, plan)],
    }
  const { deployment } = context
  const now = clock.now()
  return {
    position: draftPosition({ deployment, signal, settings, rules, requestedLeverage, plan, now }),
    plan,
    basis,
    othersOrders,
  }
}

/** Only one-way, single-asset accounts are traded: any other mode halts entries until the operator changes it. */
async function haltForModes(
  { state, telemetry }: EntryContext,
  modes: { readonly hedgeMode: boolean; readonly multiAssetsMode: boolean; readonly canTrade: boolean },
): Promise<string | undefined> {
  const wrong = [
    modes.hedgeMode && 'the account is in hedge mode, which COIN-M shares; switch it to one-way mode',
    modes.multiAssetsMode && 'the account is in multi-assets mode; switch it to single-asset mode',
    !modes.canTrade && 'the account may not trade; check the permissions of the API key',
  ].filter(Boolean)
  if (wrong.length === 0) return undefined
  const why = wrong.join('; ')
  const by = halts.accountModes
  await state.account.update(account => ({ ...account, halts: { ...account.halts, [by]: why } }))
  telemetry.warn('entries-halted', { by, why })
  return why
}

const refused = (reason: RefusalReason, detail: string) => ({ opened: 'refused', reason, detail }) as const

/** The last position on the symbol is not cleaned up yet: the queue delivers the signal again. */
class StillCleaning extends Error {
  constructor(symbol: string) {
    super(
      `${symbol} still has orders or a position of ours that are being cleaned up; the signal is tried again`,
    )
    this.name = 'StillCleaning'
  }
}
