import type { EntrySignal, Refusal } from '#domain/admission.ts'
import type { DecimalString } from '#domain/decimal.ts'
import type { EntryBasis } from '#domain/entry.ts'
import { closingFor } from '#domain/intentions.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { ExchangeError, unknownSymbol } from '#exchange/failure.ts'
import { tellsOfOtherRules } from '#exchange/outcome.ts'
import { UnreadRow } from '#exchange/unread-row.ts'
import { abandonEntry, leaveAbandoned } from '#protection/abandon.ts'
import { completeEntry } from '#protection/complete-entry.ts'
import { type HeldPosition, holding } from '#protection/desk.ts'
import { askFreshness } from '#protection/judgement.ts'
import { readRulesAgain } from '#protection/market-facts.ts'
import { awaitEntry, resolveEntry } from '#protection/resolve-entry.ts'
import type { Decision } from '#state/port.ts'
import type { ExecutorDesk } from './executor-desk.ts'
import { planOnceMore } from './once-more.ts'
import { reserveSlot } from './reserve.ts'
import { type Sent, sendEntry, unlessNever } from './send-entry.ts'

export type Entered =
  | { readonly opened: 'open'; readonly positionId: string }
  | { readonly opened: 'close'; readonly positionId: string; readonly reason: CloseReason }
  | { readonly opened: 'not'; readonly positionId: string; readonly refusal: Refusal }
  /** It was dealt with before. */
  | { readonly opened: 'already'; readonly positionId: string; readonly state: string }

const { lease: leaseMs, resend: resendMs } = timing.functions.executor
const tooSlow: Refusal = { reason: 'no-fill', detail: 'the table took too long before the entry was sent' }
const interrupted: Refusal = { reason: 'no-fill', detail: 'it was interrupted, and its entry never happened' }

/** All that an entry is sent for: the signal, what it was planned from, and how it was judged. */
export interface Intended {
  readonly signal: EntrySignal
  readonly basis: EntryBasis
  readonly planned: Decision
  /** Whether its draft is the one that was written; else another delivery's stands there, from earlier prices. */
  readonly drafted: boolean
  readonly worstLoss: DecimalString
  /** Conditional orders of others that the account had. */
  readonly othersOrders: number
}

/** Sends the entry of a drafted position and protects what fills. */
export async function enter(desk: ExecutorDesk, draft: Position, intended: Intended): Promise<Entered> {
  const { signal, planned, drafted, worstLoss, othersOrders } = intended
  return holding(desk, { id: draft.id, holder: desk.holder, leaseMs }, async held => {
    const heldSince = desk.clock.now()
    if (held.position.state !== 'entering' || held.position.entry.sentAt !== undefined)
      return settle(desk, held)
    if (!drafted) await held.write(draft)
    held.decided('entry-planned', planned, { signalId: signal.id, signalAt: signal.at })
    // Under the lease: what the slot may lose is what this plan may lose, whoever else planned the signal.
    const reserving = { id: draft.id, worstLoss, now: desk.clock.now(), othersOrders }
    const { refusal, decided } = await reserveSlot(desk.state.account, desk.configuration, signal, reserving)
    if (decided) held.decided('entry-judged', decided)
    if (refusal) return abandon(desk, held, refusal)
    // No watch, no entry: a position that nobody looks at is not opened.
    await desk.startWatch()
    const now = desk.clock.now()
    const [stale, judged] = askFreshness({ signal, settings: desk.configuration, now })
    held.decided('signal-judged', judged)
    if (stale) return abandon(desk, held, stale)
    const sent = await writeAndSend(desk, held, held.position)
    if (sent.fate !== 'never' || !sent.passed) return conclude(desk, held, sent)
    if (desk.clock.now() - heldSince > resendMs) return conclude(desk, held, sent)
    return conclude(desk, held, await sendOnceMore(desk, held, { intended, before: sent.refusal }))
  })
}

/** The time is written before the request leaves: from it the fence is counted. */
async function writeAndSend(desk: ExecutorDesk, held: HeldPosition, position: Position): Promise<Sent> {
  const sentAt = desk.clock.now()
  await held.write({ ...position, entry: { ...position.entry, sentAt } })
  if (desk.clock.now() - sentAt > timing.slowestWrite)
    return { fate: 'never', refusal: tooSlow, passed: false }
  return sendEntry(desk, held)
}

/** Whatever speaks against it by now, the entry is looked for a last time before it is given up. */
async function sendOnceMore(
  desk: ExecutorDesk,
  held: HeldPosition,
  { intended, before }: { readonly intended: Intended; readonly before: Refusal },
): Promise<Sent> {
  const planned = await planOnceMore(desk, held, intended).catch(error => notLookedAt(error, before))
  if (!('reason' in planned)) return writeAndSend(desk, held, planned)
  return unlessNever(await resolveEntry(desk, held.position), { refusal: planned, passed: false })
}

/** An entry that never happened need not be tried again at any price: the verdict tells both. */
function notLookedAt(error: unknown, { reason, detail }: Refusal): Refusal {
  if (!(error instanceof ExchangeError || error instanceof UnreadRow)) throw error
  return { reason, detail: `${detail}; it was not sent once more: ${error.message}` }
}

/** A redelivered signal whose position item exists: what was sent is found and protected, nothing is sent again. */
export async function resumeEntry(desk: ExecutorDesk, position: Position): Promise<Entered> {
  if (position.state !== 'entering') return dealtWith(desk, position)
  return holding(desk, { id: position.id, holder: desk.holder, leaseMs }, held => settle(desk, held))
}

async function settle(desk: ExecutorDesk, held: HeldPosition): Promise<Entered> {
  const { position } = held
  if (position.state !== 'entering') return dealtWith(desk, position)
  if (position.entry.sentAt === undefined) {
    return abandon(desk, held, { reason: 'no-fill', detail: 'it was interrupted before its entry was sent' })
  }
  const fate = await awaitEntry(desk, position)
  return conclude(desk, held, unlessNever(fate, { refusal: interrupted, passed: false }))
}

async function dealtWith(desk: ExecutorDesk, position: Position): Promise<Entered> {
  const { id: positionId, state } = position
  if (state !== 'abandoned') return { opened: 'already', positionId, state }
  return { opened: 'not', positionId, refusal: await leaveAbandoned(desk.state.account, position) }
}

async function conclude(desk: ExecutorDesk, held: HeldPosition, sent: Sent): Promise<Entered> {
  const { id } = held.position
  switch (sent.fate) {
    case 'filled': {
      const done = await completeEntry(desk, held, sent)
      if (done.ended !== 'close') return { opened: 'open', positionId: id }
      // That nothing is open, right after a fill, is for close-cleanup to prove.
      if (done.reason !== 'external')
        await held.write(closingFor(held.position, done.reason, desk.clock.now()))
      return { opened: 'close', positionId: id, reason: done.reason }
    }
    case 'never': {
      const entered = await abandon(desk, held, sent.refusal)
      if (sent.code !== undefined && (tellsOfOtherRules(sent.code) || sent.code === unknownSymbol))
        await readRulesAgain(desk)
      return entered
    }
    case 'unknown':
      throw new Error(`The entry of ${id} could not be resolved yet; it is looked for again`)
    default:
      return sent satisfies never
  }
}

async function abandon(desk: ExecutorDesk, held: HeldPosition, refusal: Refusal): Promise<Entered> {
  await abandonEntry(desk, held, refusal)
  return { opened: 'not', positionId: held.position.id, refusal }
}
