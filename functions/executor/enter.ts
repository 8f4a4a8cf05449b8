import { admissionAt } from '#decisions/ask.ts'
import type { EntrySignal, Refusal } from '#domain/admission.ts'
import type { DecimalString } from '#domain/decimal.ts'
import type { EntryBasis } from '#domain/entry-plan.ts'
import type { Decision } from '#domain/events/deciding.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { HeldPosition } from '#ports/context.ts'
import { ExchangeError, unknownSymbol } from '#ports/exchange-error.ts'
import { tellsOfOtherRules } from '#ports/refusal.ts'
import { UnreadRow } from '#ports/unread-row.ts'
import { leaveAbandoned } from '#position/abandon.ts'
import { concludeEntry } from '#position/conclude-entry.ts'
import { holding } from '#position/lease.ts'
import { readRulesAgain } from '#position/market-facts.ts'
import { awaitEntry, resolveEntry } from '#position/resolve-entry.ts'
import { type Sent, sendEntry, unlessNever } from '#position/send-entry.ts'
import type { EntryContext } from './entry-context.ts'
import { planOnceMore } from './once-more.ts'
import { reserveSlot } from './reserve.ts'

export type Entered =
  | { readonly opened: 'open'; readonly positionId: string }
  | { readonly opened: 'close'; readonly positionId: string; readonly reason: CloseReason }
  | { readonly opened: 'not'; readonly positionId: string; readonly refusal: Refusal }
  /** An earlier delivery dealt with it. */
  | { readonly opened: 'already'; readonly positionId: string; readonly state: string }

const { lease: leaseMs, resend: resendMs } = timing.functions.executor
const tooSlow: Refusal = { reason: 'no-fill', detail: 'the table took too long before the entry was sent' }
const interrupted: Refusal = { reason: 'no-fill', detail: 'it was interrupted, and its entry never happened' }

/** Everything that an entry rests on: the signal, the data behind its plan, and the verdict. */
export interface Intended {
  readonly signal: EntrySignal
  readonly basis: EntryBasis
  readonly planned: Decision<'plan-entry'>
  /**
   * Whether this delivery's draft is the one in the table; otherwise another delivery wrote its own first,
   * from earlier prices.
   */
  readonly drafted: boolean
  readonly worstLoss: DecimalString
  /** How many conditional orders of other clients the account had. */
  readonly othersOrders: number
}

/** Sends the entry of a drafted position and protects what fills. */
export async function enter(context: EntryContext, draft: Position, intended: Intended): Promise<Entered> {
  const { signal, planned, drafted, worstLoss, othersOrders } = intended
  return holding(context, { id: draft.id, holder: context.holder, leaseMs }, async held => {
    const heldSince = context.clock.now()
    if (held.position.state !== 'entering' || held.position.entry.sentAt !== undefined)
      return settle(context, held)
    if (!drafted) await held.write(draft)
    held.decided('entry-planned', { ...planned, signalId: signal.id, signalAt: signal.at })
    // Under the lease, so that the slot's worst loss is this plan's, even if another delivery planned the
    // signal too.
    const ask = admissionAt('send', context.configuration, context.clock.now())
    const { refusal, decided } = await reserveSlot(context.state.account, ask, signal, {
      id: draft.id,
      worstLoss,
      othersOrders,
    })
    if (decided) held.decided('admission', decided)
    if (refusal) return abandon(context, held, refusal)
    // No watch, no entry: the executor opens nothing that no watch would look at.
    await context.startWatch()
    const [stale, admitted] = admissionAt('send', context.configuration, context.clock.now()).signal(signal)
    held.decided('admission', admitted)
    if (stale) return abandon(context, held, stale)
    const sent = await writeAndSend(context, held, held.position)
    if (sent.entry !== 'never' || !sent.passed) return conclude(context, held, sent)
    if (context.clock.now() - heldSince > resendMs) return conclude(context, held, sent)
    return conclude(context, held, await sendOnceMore(context, held, { intended, before: sent.refusal }))
  })
}

/** The time is written before the request leaves: the fence counts from it. */
async function writeAndSend(context: EntryContext, held: HeldPosition, position: Position): Promise<Sent> {
  const sentAt = context.clock.now()
  await held.write({ ...position, entry: { ...position.entry, sentAt } })
  if (context.clock.now() - sentAt > timing.slowestWrite)
    return { entry: 'never', refusal: tooSlow, passed: false }
  return sendEntry(context, held)
}

/** Whatever now speaks against the entry, look for it one last time before giving it up. */
async function sendOnceMore(
  context: EntryContext,
  held: HeldPosition,
  { intended, before }: { readonly intended: Intended; readonly before: Refusal },
): Promise<Sent> {
  const planned = await planOnceMore(context, held, intended).catch(error => notLookedAt(error, before))
  if (!('reason' in planned)) return writeAndSend(context, held, planned)
  return unlessNever(await resolveEntry(context, held.position), { refusal: planned, passed: false })
}

/** An entry that never happened is not retried at any price: the verdict names both facts. */
function notLookedAt(error: unknown, { reason, detail }: Refusal): Refusal {
  if (!(error instanceof ExchangeError || error instanceof UnreadRow)) throw error
  return { reason, detail: `${detail}; it was not sent once more: ${error.message}` }
}

/** A redelivered signal whose position item exists: finds and protects what was sent, and sends nothing again. */
export async function resumeEntry(context: EntryContext, position: Position): Promise<Entered> {
  if (position.state !== 'entering') return dealtWith(context, position)
  return holding(context, { id: position.id, holder: context.holder, leaseMs }, held => settle(context, held))
}

async function settle(context: EntryContext, held: HeldPosition): Promise<Entered> {
  const { position } = held
  if (position.state !== 'entering') return dealtWith(context, position)
  if (position.entry.sentAt === undefined) {
    return abandon(context, held, {
      reason: 'no-fill',
      detail: 'it was interrupted before its entry was sent',
    })
  }
  const outcome = await awaitEntry(context, position)
  return conclude(context, held, unlessNever(outcome, { refusal: interrupted, passed: false }))
}

async function dealtWith(context: EntryContext, position: Position): Promise<Entered> {
  const { id: positionId, state } = position
  if (state !== 'abandoned') return { opened: 'already', positionId, state }
  return { opened: 'not', positionId, refusal: await leaveAbandoned(context.state.account, position) }
}

async function conclude(context: EntryContext, held: HeldPosition, sent: Sent): Promise<Entered> {
  const { id: positionId } = held.position
  const end = await concludeEntry(context, held, sent)
  switch (end.entry) {
    case 'open':
      return { opened: 'open', positionId }
    case 'close':
      return { opened: 'close', positionId, reason: end.reason }
    case 'never':
      if (tellsOfRules(sent)) await readRulesAgain(context)
      return { opened: 'not', positionId, refusal: end.refusal }
    case 'unknown':
      throw new Error(`The entry of ${positionId} could not be resolved yet; it is looked for again`)
    default:
      return end satisfies never
  }
}

/** Whether the exchange refused the order because the symbol's rules differ from those known here. */
const tellsOfRules = (sent: Sent): boolean =>
  sent.entry === 'never' &&
  sent.code !== undefined &&
  (tellsOfOtherRules(sent.code) || sent.code === unknownSymbol)

/** Given up before it was sent. */
const abandon = (context: EntryContext, held: HeldPosition, refusal: Refusal): Promise<Entered> =>
  conclude(context, held, { entry: 'never', refusal, passed: false })
