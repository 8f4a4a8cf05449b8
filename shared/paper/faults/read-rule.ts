import * as z from 'zod'
import { namedAnswers } from './answers.ts'
import type { FaultRule } from './rule.ts'

const ms = z.number().int().min(0)
const count = z.number().int().min(0)
const span = { from: ms, to: ms.optional() }
const positive = z.string().regex(/^(?=.*[1-9])\d+(\.\d+)?$/)
const fault = z.union([
  z.strictObject({ kind: z.literal('delay'), when: z.enum(['before', 'engine', 'after']), ms }),
  z.strictObject({ kind: z.literal('drop'), when: z.enum(['before', 'after', 'mid-body']) }),
  z.strictObject({ kind: z.literal('answer'), as: z.enum(namedAnswers) }),
  z.strictObject({
    kind: z.literal('answer'),
    status: z.number().int().min(200).max(599),
    code: z.number().int(),
    msg: z.string(),
    accepted: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('answer'),
    status: z.number().int().min(200).max(599),
    text: z.string(),
    accepted: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('skew'), ms: z.number().int() }),
  z.strictObject({ kind: z.literal('spent'), weight: count, refused: count }),
  z.strictObject({ kind: z.literal('hide'), ms }),
  z.strictObject({
    kind: z.literal('fill'),
    share: z.string().regex(/^(0(\.\d+)?|1)$/),
    as: z.literal('EXPIRED_IN_MATCH').optional(),
  }),
  z.strictObject({ kind: z.literal('trigger'), outcome: z.enum(['rejected', 'ignored']) }),
  z.strictObject({ kind: z.literal('vanish'), afterMs: ms, as: z.enum(['CANCELED', 'EXPIRED', 'gone']) }),
  z.strictObject({
    kind: z.literal('row'),
    of: z.record(z.string(), z.string()).optional(),
    show: z.record(z.string(), z.string().nullable()).optional(),
    times: z.record(z.string(), positive).optional(),
    lack: z.array(z.string()).optional(),
    from: ms.optional(),
    to: ms.optional(),
  }),
  z.strictObject({
    kind: z.literal('halt'),
    ...span,
    status: z.enum(['TRADING_HALT', 'TRADING_CANCEL_ONLY', 'SETTLING']).optional(),
  }),
  z.strictObject({
    kind: z.literal('rules'),
    ...span,
    tickSize: positive.optional(),
    stepSize: positive.optional(),
    minQuantity: positive.optional(),
    maxQuantity: positive.optional(),
    marketMaxQuantity: positive.optional(),
    minNotional: positive.optional(),
  }),
  z.strictObject({ kind: z.literal('delist'), ...span }),
  z.strictObject({ kind: z.literal('late'), ms }),
  z.strictObject({ kind: z.literal('forgotten'), before: ms }),
  z.strictObject({ kind: z.literal('funding'), lateMs: ms }),
  z.strictObject({ kind: z.literal('stream'), what: z.enum(['refused', 'cut', 'lost', 'key-ended']) }),
  z.strictObject({ kind: z.literal('stream'), what: z.enum(['late', 'twice']), ms }),
])

/** Faults that hit a symbol's market for a time, whichever client asks. */
const lasting: readonly unknown[] = ['halt', 'rules', 'delist']

const rule = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      path: z.string().optional(),
      symbol: z.string().optional(),
      address: z.string().optional(),
      orderType: z.string().optional(),
      stream: z.string().optional(),
      event: z.string().optional(),
      params: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  skip: count.optional(),
  times: count.optional(),
  fault,
})

/** A rule as a client wrote it; a lasting fault without a start begins now. Throws an Error that says what is wrong. */
export function readRule(given: unknown, now: number): FaultRule {
  const read = rule.safeParse(withStart(given, now))
  if (!read.success) throw new Error(`Expected a fault rule: ${z.prettifyError(read.error)}`)
  return read.data as FaultRule
}

function withStart(given: unknown, now: number): unknown {
  if (typeof given !== 'object' || given === null || !('fault' in given)) return given
  const { fault: of } = given
  const isOpen =
    typeof of === 'object' && of !== null && 'kind' in of && lasting.includes(of.kind) && !('from' in of)
  return isOpen ? { ...given, fault: { ...of, from: now } } : given
}
