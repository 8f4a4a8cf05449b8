import { dec } from '#domain/decimal.ts'
import type { JournalName } from '#domain/events/journal.ts'
import { counterOf } from '#domain/identity.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { exitOf } from '#figures/exit.ts'
import type { Change, StoredItem } from './change.ts'
import type { Kind } from './kinds.ts'
import type { Notification, NotificationOf } from './notification.ts'

/** A step as the table holds it; one from another release may lack any detail. */
type Step = Readonly<Record<string, unknown>>

type Told<K extends Kind> = Omit<NotificationOf<K>, keyof Common>
type Common = ReturnType<typeof commonOf>
type Tell = (step: Step, position: Position) => Told<Kind> | undefined

/** What each step of a journal means to the operator. Steps not listed here are for `qt explain` alone. */
const steps: Partial<Record<JournalName, Tell>> = {
  'entry-filled': (step, position) => opened('entered', position, step.stopOutcome === 'accepted'),
  adopted: (step, position) => opened('was' in step ? 'taken-back' : 'taken-over', position, false),
  'stop-sent': (step, position) => {
    if (step.order !== 'primary' || step.outcome !== 'accepted') return undefined
    // The first stop's order is never journalled as sent, so such a step here means that the stop did not stand at
    // once.
    if (isFirst(step, position)) return protectedLate(step, position)
    // A later stop was taken away. Nothing says when, and the opening time would mislead.
    return step.restores === true ? { ...protectedLate(step, position), afterMs: undefined } : undefined
  },
  'stop-rescued': (step, position) =>
    step.outcome === 'accepted' ? protectedLate(step, position) : undefined,
  'stop-raised': ({ from, to, tier, mark }) =>
    isDecimal(from) && isDecimal(to)
      ? { kind: 'stop-moved', from, to, tier: Number(tier ?? 0), mark: decimal(mark) }
      : undefined,
  'take-profit-traced': ({ clientId, status, filled }, { rungs }) => {
    const rung = rungs.find(each => each.clientId === clientId)
    if (!rung || !['TRIGGERING', 'TRIGGERED', 'FINISHED'].includes(String(status))) return undefined
    const { triggerPrice: price, tier, quantity } = rung
    // A take-profit that has just triggered has sold nothing yet: its whole quantity is reported.
    const sold = decimal(filled)
    const isSold = sold !== undefined && dec(sold).gt(0)
    return { kind: 'take-profit', quantity: isSold ? sold : quantity, price, tier }
  },
  'profit-banked': ({ outcome, quantity, mark }) =>
    outcome === 'accepted' && isDecimal(quantity)
      ? { kind: 'take-profit', quantity, price: decimal(mark) }
      : undefined,
  closing: ({ reason }) =>
    forced.some(each => each === reason) ? { kind: 'emergency', reason: String(reason) } : undefined,
  closed: (step, position) => closed(step.provisional ? 'pending' : 'known', step, position),
  'result-known': (step, position) => closed('amended', step, position),
  'result-told': (step, position) =>
    closed('amended', { ...position.result, ...step, provisional: undefined }, position),
}

/** Reasons for a close other than a signal, a stop or a take-profit. */
const forced: readonly CloseReason[] = ['emergency', 'stop-crossed', 'unprotectable']

/** The journal events that may be reported. */
export const toldSteps = Object.keys(steps) as readonly JournalName[]

export const isTold = (item: StoredItem): boolean => tellOf(stepIn(item)) !== undefined

/** The notification about one step of a position; undefined if there is none. */
export function tellStep(change: Change, deployment: string, position: Position): Notification | undefined {
  const step = stepIn(change.now)
  const told = tellOf(step)?.(step, position)
  return told && ({ ...told, ...commonOf(change, step, deployment, position) } as Notification)
}

function opened(how: NotificationOf<'opened'>['how'], position: Position, isProtected: boolean) {
  const { entryPrice, entryFees: fees, entryQuantity, openQuantity, entry, leverage, protection } = position
  const quantity = entryQuantity ?? openQuantity ?? entry.quantity
  return {
    kind: 'opened' as const,
    how,
    quantity,
    leverage,
    entryPrice,
    fees,
    stop: protection.level,
    isProtected,
  }
}

/** Whether the order is the first stop: its client id was written before the entry left, right after the entry's. */
const isFirst = ({ clientId }: Step, { id }: Position): boolean => (counterOf(String(clientId), id) ?? 2) <= 1

function protectedLate(step: Step, { foundAt, openedAt, protection }: Position): Told<'protected-late'> {
  const since = foundAt ?? openedAt
  const afterMs = since === undefined ? undefined : Math.max(0, Number(step.at) - since)
  return { kind: 'protected-late', stop: decimal(step.triggerPrice) ?? protection.level, afterMs }
}

function closed(
  result: NotificationOf<'closed'>['result'],
  step: Step,
  { tier, margin, openedAt, closedAt, closing, result: stored }: Position,
): Told<'closed'> {
  const reason = String(step.reason ?? stored?.reason ?? closing?.reason ?? 'external')
  const isPending = result === 'pending'
  const figure = (name: string) => (isPending ? undefined : decimal(step[name]))
  const estimate = (step.provisional as { readonly estimate?: unknown } | undefined)?.estimate
  return {
    kind: 'closed',
    reason,
    exit: exitOf(reason as CloseReason, tier),
    result,
    exitPrice: figure('exitPrice'),
    netPnl: figure('netPnl'),
    grossPnl: figure('grossPnl'),
    fees: figure('fees'),
    funding: figure('funding'),
    estimate: isPending ? decimal(estimate) : undefined,
    margin,
    heldMs: openedAt === undefined ? undefined : Math.max(0, (closedAt ?? Number(step.at)) - openedAt),
  }
}

/** A position as the table holds it. Its rules may be lost; the rest is still worth reporting. */
type Recorded = Omit<Position, 'rules'> & Partial<Pick<Position, 'rules'>>

const commonOf = (
  { sk }: Change,
  step: Step,
  deployment: string,
  { id, symbol, side, source, rules }: Recorded,
) => ({
  v: 1 as const,
  id: `${id}/${sk}`,
  at: Number(step.at),
  deployment,
  positionId: id,
  sequence: sk,
  symbol,
  side,
  source,
  // Unknown values appear as `?`: a record without its rules must not hold up those behind it.
  asset: rules?.quoteAsset ?? '?',
})

const stepIn = (item: StoredItem | undefined): Step => (item?.body ?? {}) as Step

function tellOf({ event }: Step): Tell | undefined {
  return typeof event === 'string' && Object.hasOwn(steps, event) ? steps[event as JournalName] : undefined
}

const isDecimal = (value: unknown): value is string =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
const decimal = (value: unknown): string | undefined => (isDecimal(value) ? value : undefined)
