import * as z from 'zod'
import type { Kind } from './kinds.ts'

/** Money, prices and quantities are decimals as text; times and durations are milliseconds. */
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/)
const count = z.int().min(0)
const side = z.enum(['long', 'short'])

/** The fields of every notification. */
const common = {
  v: z.literal(1),
  /** Derived from the change, so a repeated notification has the same id. ASCII, 128 characters at most. */
  id: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  /** When it happened. */
  at: z.number(),
  /** `paper`, `demo` or `live`. */
  deployment: z.string(),
}

/** The further fields of a notification about one position. */
const ofPosition = {
  ...common,
  positionId: z.string(),
  /** Orders the notifications of one position: compare as text. */
  sequence: z.string(),
  symbol: z.string(),
  side,
  source: z.string(),
  /** The quote asset of prices and amounts of money. */
  asset: z.string(),
}

const period = { ...common, from: z.number(), until: z.number() }
const tally = z.array(z.object({ reason: z.string(), count }))

/** The results of the positions closed in a period; amounts in `asset`. */
const figures = {
  ...period,
  asset: z.string(),
  trades: count,
  won: count,
  netPnl: decimal,
  fees: decimal,
  funding: decimal,
  /** The deepest fall from a high of the period's running result, 0 or above. */
  drawdown: decimal,
  best: decimal.optional(),
  worst: decimal.optional(),
  /** Positions closed in the period whose results are not known yet; they are in no figure. */
  unknown: count,
  /** Positions open when the digest was made. */
  open: z.array(z.object({ symbol: z.string(), side, since: z.number() })),
  refused: tally,
}

const of = <K extends Kind, S extends z.core.$ZodShape>(kind: K, shape: S) =>
  z.object({ kind: z.literal(kind), ...shape })

/** The operator sends it to see whether a channel works. It is not an event, and no channel can want it. */
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
    /** Whether that stop stands. If not, `protected-late` follows once it does. */
    isProtected: z.boolean(),
  }),
  'protected-late': of('protected-late', {
    ...ofPosition,
    stop: decimal,
    /** Time since the position was opened; absent if not known. */
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
    /** The stop's trigger price, or the mark price if the market had jumped over it. */
    price: decimal.optional(),
    tier: z.number().optional(),
  }),
  closed: of('closed', {
    ...ofPosition,
    reason: z.string(),
    /** The reason in more detail: a stop that was hit is the first stop, or one that had followed the price. */
    exit: z.string(),
    /** `pending`: history does not show the whole result yet. It is reported again once it does. */
    result: z.enum(['known', 'pending', 'amended']),
    exitPrice: decimal.optional(),
    netPnl: decimal.optional(),
    grossPnl: decimal.optional(),
    fees: decimal.optional(),
    funding: decimal.optional(),
    /** For a pending result: what is known, with the rest valued at the closing price. */
    estimate: decimal.optional(),
    /** The margin of the entry. */
    margin: decimal,
    heldMs: count.optional(),
  }),
  emergency: of('emergency', { ...ofPosition, reason: z.string() }),
  refused: of('refused', { ...period, count, byReason: tally, bySymbol: tally }),
  halted: of('halted', { ...common, by: z.string(), why: z.string() }),
  resumed: of('resumed', { ...common, by: z.string(), isOpen: z.boolean() }),
  /** `by`: the reason that rejected entries get meanwhile; `locked`: the protections, in words. */
  locked: of('locked', { ...common, by: z.string(), locked: z.string(), until: z.number(), why: z.string() }),
  /** `formerly`: when that lock was to end; `until`: when the one that stays in its place ends, if there is one. */
  unlocked: of('unlocked', {
    ...common,
    by: z.string(),
    locked: z.string(),
    formerly: z.number(),
    until: z.number().optional(),
    why: z.string(),
  }),
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
  each.unlocked,
  each.alarm,
  each['alarm-over'],
  each.daily,
  each.weekly,
  test,
])

/**
 * One notification, as every channel that wants its kind gets it. Later releases add fields; receivers ignore those
 * they do not know.
 */
export type Notification = Readonly<z.output<typeof notificationSchema>>
export type NotificationOf<K extends Notification['kind']> = Extract<Notification, { readonly kind: K }>

/**
 * The FIFO queue's group, whose notifications keep their order: one for each position, for the account, for each alarm
 * and for each kind of digest.
 */
export function orderedBy(notification: Notification): string {
  if ('positionId' in notification) return notification.positionId
  if ('alarm' in notification)
    return `alarm-${notification.alarm}`.replace(/[^\x21-\x7e]/g, '_').slice(0, 128)
  return accountGroups[notification.kind] ?? notification.kind
}

/** What ends keeps its order behind what began. */
const accountGroups: Partial<Record<Notification['kind'], string>> = {
  halted: 'entries',
  resumed: 'entries',
  unlocked: 'locked',
}
