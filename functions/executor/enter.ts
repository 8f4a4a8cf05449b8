import type { EntrySignal, Refusal } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import { closingFor } from '#domain/intentions.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { entrySide } from '#domain/side.ts'
import { timing } from '#domain/timing.ts'
import { tellsOfOtherRules } from '#exchange/outcome.ts'
import { abandonEntry, leaveAbandoned } from '#protection/abandon.ts'
import { completeEntry } from '#protection/complete-entry.ts'
import { type HeldPosition, holding } from '#protection/desk.ts'
import { askFreshness } from '#protection/judgement.ts'
import { readRulesAgain } from '#protection/market-facts.ts'
import { awaitEntry, type EntryFate } from '#protection/resolve-entry.ts'
import type { Decision } from '#state/port.ts'
import type { ExecutorDesk } from './executor-desk.ts'

export type Entered =
  | { readonly opened: 'open'; readonly positionId: string }
  | { readonly opened: 'close'; readonly positionId: string; readonly reason: CloseReason }
  | { readonly opened: 'not'; readonly positionId: string; readonly refusal: Refusal }
  /** It was dealt with before. */
  | { readonly opened: 'already'; readonly positionId: string; readonly state: string }

const { lease: leaseMs } = timing.functions.executor
const tooSlow: Refusal = { reason: 'no-fill', detail: 'the table took too long before the entry was sent' }

/** Sends the entry of a drafted position and protects what fills. */
export async function enter(
  desk: ExecutorDesk,
  signal: EntrySignal,
  draft: Position,
  {
    refusal,
    admitted,
    planned,
  }: {
    readonly refusal: Refusal | undefined
    readonly admitted: Decision | undefined
    readonly planned: Decision
  },
): Promise<Entered> {
  return holding(desk, { id: draft.id, holder: desk.holder, leaseMs }, async held => {
    if (held.position.state !== 'entering' || held.position.entry.sentAt !== undefined)
      return settle(desk, held)
    held.decided('entry-planned', planned, { signalId: signal.id, signalAt: signal.at })
    if (admitted) held.decided('entry-judged', admitted)
    if (refusal) return abandon(desk, held, refusal)
    // No watch, no entry: a position that nobody looks at is not opened.
    await desk.startWatch()
    const now = desk.clock.now()
    const [stale, judged] = askFreshness({ signal, settings: desk.configuration, now })
    held.decided('signal-judged', judged)
    if (stale) return abandon(desk, held, stale)
    const { entry } = held.position
    const sentAt = desk.clock.now()
    await held.write({ ...held.position, entry: { ...entry, sentAt } })
    if (desk.clock.now() - sentAt > timing.slowestWrite) return abandon(desk, held, tooSlow)
    return send(desk, held)
  })
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
  return conclude(desk, held, await awaitEntry(desk, position))
}

async function dealtWith(desk: ExecutorDesk, position: Position): Promise<Entered> {
  const { id: positionId, state } = position
  if (state !== 'abandoned') return { opened: 'already', positionId, state }
  return { opened: 'not', positionId, refusal: await leaveAbandoned(desk.state.account, position) }
}

async function send(desk: ExecutorDesk, held: HeldPosition): Promise<Entered> {
  const { symbol, side, entry } = held.position
  const order = {
    type: 'LIMIT',
    timeInForce: 'IOC',
    symbol,
    side: entrySide(side),
    quantity: entry.quantity,
    price: entry.limitPrice,
    clientId: entry.clientId,
  } as const
  const answer = await desk.exchange.place(order)
  if (answer.outcome === 'refused') {
    held.note('entry-refused', { ...order, code: answer.code, message: answer.message })
    const entered = await abandon(desk, held, {
      reason: 'refused',
      detail: `${answer.code} ${answer.message}`,
    })
    if (tellsOfOtherRules(answer.code)) await readRulesAgain(desk)
    return entered
  }
  if (answer.outcome === 'unresolved') {
    held.note('entry-unresolved', { ...order, message: answer.message })
    return conclude(desk, held, await awaitEntry(desk, held.position))
  }
  const { orderId, filled, status } = answer.value
  held.note('entry-accepted', { ...order, status, filled })
  if (dec(filled).gt(0)) return conclude(desk, held, { fate: 'filled', quantity: filled, orderId })
  const ended = ['EXPIRED', 'CANCELED', 'REJECTED'].includes(status)
  return conclude(desk, held, ended ? { fate: 'never' } : await awaitEntry(desk, held.position))
}

async function conclude(desk: ExecutorDesk, held: HeldPosition, fate: EntryFate): Promise<Entered> {
  const { id } = held.position
  switch (fate.fate) {
    case 'filled': {
      const done = await completeEntry(desk, held, fate)
      if (done.ended !== 'close') return { opened: 'open', positionId: id }
      // That nothing is open, right after a fill, is for close-cleanup to prove.
      if (done.reason !== 'external')
        await held.write(closingFor(held.position, done.reason, desk.clock.now()))
      return { opened: 'close', positionId: id, reason: done.reason }
    }
    case 'never':
      return abandon(desk, held, {
        reason: 'no-fill',
        detail: 'the entry order found nothing within its limit',
      })
    case 'unknown':
      throw new Error(`The entry of ${id} could not be resolved yet; it is looked for again`)
    default:
      return fate satisfies never
  }
}

async function abandon(desk: ExecutorDesk, held: HeldPosition, refusal: Refusal): Promise<Entered> {
  await abandonEntry(desk, held, refusal)
  return { opened: 'not', positionId: held.position.id, refusal }
}
