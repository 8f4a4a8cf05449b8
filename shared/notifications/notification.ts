import * as z from 'zod'
import type { Kind } from './kinds.ts'

/** Money, prices and quantities are decimals as text, times and durations milliseconds. */
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/)
const count = z.int().min(0)
const side = z.enum(['long', 'short'])

/** What every notification says. */
const common = {
  v: z.literal(1),
  /** Derived from what it tells of: what is told twice has one id. ASCII, 128 characters at most. */
  id: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  /** When it happened. */
  at: z.number(),
  /** `paper`, `demo` or `live`. */
  deployment: z.string(),
}

/** What it says where it is of one position. */
const ofPosition = {
  ...common,
  positionId: z.string(),
  /** Orders what is told of one position: compare as text. */
  sequence: z.string(),
  symbol: z.string(),
  side,
  source: z.string(),
  /** The quote asset, in which prices and amounts of money are. */
  asset: z.string(),
}

const period = { ...common, from: z.number(), until: z.number() }
const tally = z.array(z.object({ reason: z.string(), count }))

/** What a period came to, of the positions that were closed in it; amounts in `asset`. */
const figures = {
  ...period,
  asset: z.string(),
  trades: count,
  won: count,
  netPnl: decimal,
  fees: decimal,
  funding: decimal,
  /** The deepest fall of the period's own sum of results from its highest point, 0 or above. */
  drawdown: decimal,
  best: decimal.optional(),
  worst: decimal.optional(),
  /** Closed in the period, and in no figure: their results are not known yet. */
  unknown: count,
  /** Open when it was told. */
  open: z.array(z.object({ symbol: z.string(), side, since: z.number() })),
  refused: tally,
}

const of = <K extends Kind, S extends z.core.$ZodShape>(kind: K, shape: S) =>
  z.object({ kind: z.literal(kind), ...shape })

/** What an operator sends to see whether a channel is there: no event, and no channel can want it. */
const test = z.object({ kind: z.literal('test'), ...common, channel: z.string() })

const each = {
  opened: of('opened', {
    ...ofPosition,
    how: z.enum(['entered', 'taken-over', 'taken-back']),
    quantity: decimal,
    leverage: z.number(),
    entryPrice: decimal.optional(),
    fees: decimal.optional(),
    /** Level of the stop. */
    stop: decimal.optional(),
    /** Whether that stop stands: what has none yet is told again once it has (`protected-late`). */
    isProtected: z.boolean(),
  }),
  'protected-late': of('protected-late', {
    ...ofPosition,
    stop: decimal,
    /** Since it was opened; absent where that is not known. */
    afterMs: count.optional(),
  }),
  'stop-moved': of('stop-moved', {
    ...ofPosition,
    from: decimal,
    to: decimal,
    tier: z.number(),
    mark: decimal.optional(),
  }),
  'take-profit': of('take-profit', {
    ...ofPosition,
    quantity: decimal,
    /** Its trigger, or the mark where the market had jumped over it. */
    price: decimal.optional(),
    tier: z.number().optional(),
  }),
  closed: of('closed', {
    ...ofPosition,
    reason: z.string(),
    /** The same more exactly: a stop that was hit is the first one, or one that had followed the price. */
    exit: z.string(),
    /** `pending`: history does not show all of it yet, and it is told again once it does. */
    result: z.enum(['known', 'pending', 'amended']),
    exitPrice: decimal.optional(),
    netPnl: decimal.optional(),
    grossPnl: decimal.optional(),
    fees: decimal.optional(),
    funding: decimal.optional(),
    /** Of what is pending, with what was still open at the price of the close. */
    estimate: decimal.optional(),
    /** The margin that the entry bound. */
    margin: decimal,
    heldMs: count.optional(),
  }),
  emergency: of('emergency', { ...ofPosition, reason: z.string() }),
  refused: of('refused', { ...period, count, byReason: tally, bySymbol: tally }),
  halted: of('halted', { ...common, by: z.string(), why: z.string() }),
  resumed: of('resumed', { ...common, by: z.string(), isOpen: z.boolean() }),
  /** `by`: what entries are refused as meanwhile; `locked`: which, in words. */
  locked: of('locked', { ...common, by: z.string(), locked: z.string(), until: z.number(), why: z.string() }),
  alarm: of('alarm', { ...common, alarm: z.string(), why: z.string(), what: z.string() }),
  'alarm-over': of('alarm-over', { ...common, alarm: z.string(), why: z.string(), what: z.string() }),
  daily: of('daily', figures),
  weekly: of('weekly', figures),
} as const satisfies { readonly [K in Kind]: z.ZodType<{ readonly kind: K }> }

export const notificationSchema = z.discriminatedUnion('kind', [
  each.opened,
  each['protected-late'],
  each['stop-moved'],
  each['take-profit'],
  each.closed,
  each.emergency,
  each.refused,
  each.halted,
  each.resumed,
  each.locked,
  each.alarm,
  each['alarm-over'],
  each.daily,
  each.weekly,
  test,
])

/** One thing that is told, in every channel that wants its kind. A release adds fields, which others do not look at. */
export type Notification = Readonly<z.output<typeof notificationSchema>>
export type NotificationOf<K extends Notification['kind']> = Extract<Notification, { readonly kind: K }>

/**
 * What keeps its order on the way: a position's story, and what happened to the account, to each alarm, to each kind of
 * digest. A group of a FIFO queue.
 */
export function orderedBy(notification: Notification): string {
  if ('positionId' in notification) return notification.positionId
  if ('alarm' in notification)
    return `alarm-${notification.alarm}`.replace(/[^\x21-\x7e]/g, '_').slice(0, 128)
  return notification.kind === 'halted' || notification.kind === 'resumed' ? 'entries' : notification.kind
}
