import type { InsteadOfAnswer } from '../hook.ts'
import type { OrderFault } from '../records.ts'
import { answerNamed } from './answers.ts'
import type { Fault, OrderFaultRule, RowFault } from './rule.ts'

/** Everything that goes wrong with one request. */
export interface FaultPlan {
  readonly delayMs: Readonly<Record<'before' | 'engine' | 'after', number>>
  readonly drop?: 'before' | 'after' | 'mid-body'
  readonly answer?: InsteadOfAnswer
  /** Added to the server's clock. */
  readonly skewMs: number
  /** What another client of the same address has spent before the request. */
  readonly spent?: { readonly weight: number; readonly refused: number }
  /** What happens to the orders that the request places. */
  readonly orders: readonly OrderFaultRule[]
  /** How rows of the answer are altered. */
  readonly rows: readonly RowFault[]
  /** For a list: rows younger than `youngestMs` are not shown yet, rows from before `from` no longer. */
  readonly history: { readonly youngestMs: number; readonly from: number }
}

export const noFaults: FaultPlan = {
  delayMs: { before: 0, engine: 0, after: 0 },
  skewMs: 0,
  orders: [],
  rows: [],
  history: { youngestMs: 0, from: 0 },
}

/** Delays and skews add up; of several losses or answers the first counts. */
export const planOf = (faults: readonly Fault[], now: number): FaultPlan =>
  faults.reduce((plan, fault) => withFault(plan, fault, now), noFaults)

function withFault(plan: FaultPlan, fault: Fault, now: number): FaultPlan {
  switch (fault.kind) {
    case 'delay':
      return {
        ...plan,
        delayMs: { ...plan.delayMs, [fault.when]: plan.delayMs[fault.when] + fault.ms },
      }
    case 'drop':
      return { ...plan, drop: plan.drop ?? fault.when }
    case 'answer':
      return { ...plan, answer: plan.answer ?? answerOf(fault, now) }
    case 'skew':
      return { ...plan, skewMs: plan.skewMs + fault.ms }
    case 'spent': {
      const { weight, refused } = plan.spent ?? { weight: 0, refused: 0 }
      return { ...plan, spent: { weight: weight + fault.weight, refused: refused + fault.refused } }
    }
    case 'hide':
    case 'fill':
    case 'trigger':
    case 'vanish':
      return { ...plan, orders: [...plan.orders, fault] }
    case 'row': {
      const { from = now, to = Number.POSITIVE_INFINITY } = fault
      return from <= now && now < to ? { ...plan, rows: [...plan.rows, fault] } : plan
    }
    case 'late':
      return {
        ...plan,
        history: { ...plan.history, youngestMs: Math.max(plan.history.youngestMs, fault.ms) },
      }
    case 'forgotten':
      return { ...plan, history: { ...plan.history, from: Math.max(plan.history.from, fault.before) } }
    case 'halt':
    case 'rules':
    case 'delist':
    case 'funding':
    case 'stream':
      return plan
    default:
      return fault satisfies never
  }
}

function answerOf(fault: Extract<Fault, { readonly kind: 'answer' }>, now: number): InsteadOfAnswer {
  if ('as' in fault) return answerNamed(fault.as, now)
  const { status, accepted } = fault
  return { status, body: 'text' in fault ? fault.text : { code: fault.code, msg: fault.msg }, accepted }
}

/** The faults of an order accepted at this time; undefined if there are none. */
export function orderFaultOf(faults: readonly OrderFaultRule[], acceptedAt: number): OrderFault | undefined {
  if (faults.length === 0) return undefined
  return Object.assign({}, ...faults.map(fault => partOf(fault, acceptedAt)))
}

function partOf(fault: OrderFaultRule, at: number): OrderFault {
  switch (fault.kind) {
    case 'hide':
      return { hidden: { from: at, to: at + fault.ms } }
    case 'fill':
      return { fillShare: fault.share, ...(fault.as && { expiresAs: fault.as }) }
    case 'trigger':
      return { atTrigger: fault.outcome }
    case 'vanish': {
      const endsAt = at + fault.afterMs
      if (fault.as !== 'gone') return { endsAt, endsAs: fault.as }
      return { endsAt, endsAs: 'EXPIRED', hidden: { from: endsAt, to: Number.MAX_SAFE_INTEGER } }
    }
    default:
      return fault satisfies never
  }
}
