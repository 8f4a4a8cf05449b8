import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import type { Told } from '#domain/told.ts'
import { decimal } from '../field.ts'

/** The content of one event of the account's stream; `key-gone`: this listen key carries nothing any more. */
export type ReadEvent =
  | { readonly read: 'told'; readonly told: readonly Told[] }
  | { readonly read: 'key-gone' }
  /** An undocumented kind of event; documented events report the same news. */
  | { readonly read: 'unknown'; readonly name: string }
  | { readonly read: 'unread'; readonly why: string }

const symbol = z.string().min(1)
const order = z.object({ s: symbol, c: z.string(), o: z.string(), x: z.string(), X: z.string() })
const algo = z.object({ s: symbol, caid: z.string(), X: z.string() })
const position = z.object({ s: symbol, pa: decimal })
const events = {
  ORDER_TRADE_UPDATE: z.object({ o: order }).transform(({ o }) => ofOrder(o)),
  ALGO_UPDATE: z.object({ o: algo }).transform(({ o }) => ofAlgo(o)),
  ACCOUNT_UPDATE: z
    .object({ a: z.object({ P: z.array(position).default([]) }) })
    .transform(({ a }) => a.P.map(ofPosition)),
  MARGIN_CALL: z
    .object({ p: z.array(z.object({ s: symbol })) })
    .transform(({ p }) => p.map(({ s }): Told => ({ kind: 'margin-call', symbol: s }))),
} as const

/** Events that change nothing a look would see. */
const nothingNew: readonly string[] = [
  'TRADE_LITE',
  'ACCOUNT_CONFIG_UPDATE',
  'STRATEGY_UPDATE',
  'GRID_UPDATE',
  'CONDITIONAL_ORDER_TRIGGER_REJECT',
]
const named = z.object({ e: z.string() })

/** Reads one message of the account's stream. An unreadable one is reported, and may mean anything. */
export function toldOfAccount(text: string): ReadEvent {
  const body = json(text)
  const event = named.safeParse(body)
  if (!event.success) return isAnswer(body) ? nothing : { read: 'unread', why: 'the message names no event' }
  const { e } = event.data
  if (e === 'listenKeyExpired') return { read: 'key-gone' }
  if (!isKnown(e)) return nothingNew.includes(e) ? nothing : { read: 'unknown', name: e }
  const read = events[e].safeParse(body)
  if (read.success) return { read: 'told', told: read.data.flat() }
  return { read: 'unread', why: `${e}: ${z.prettifyError(read.error)}` }
}

const nothing: ReadEvent = { read: 'told', told: [] }
const isKnown = (name: string): name is keyof typeof events => Object.hasOwn(events, name)
/** An answer to one of our own requests. */
const isAnswer = (body: unknown): boolean => typeof body === 'object' && body !== null && 'result' in body

/** Client ids that the exchange gives to its forced orders. */
const forced = /^(autoclose-|adl_autoclose|settlement_autoclose-)/
const endedAs: readonly string[] = ['CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED']

function ofOrder({ s, c, o, x, X }: z.output<typeof order>): readonly Told[] {
  if (o === 'LIQUIDATION' || x === 'CALCULATED' || forced.test(c)) return [{ kind: 'liquidation', symbol: s }]
  if (x === 'TRADE') return [{ kind: 'order', symbol: s, clientId: c, became: 'filled' }]
  return endedAs.includes(X) ? [{ kind: 'order', symbol: s, clientId: c, became: 'ended' }] : []
}

/** FINISHED means filled or cancelled: the event of the order behind it says which. */
function ofAlgo({ s, caid, X }: z.output<typeof algo>): readonly Told[] {
  if (X === 'FINISHED') return [{ kind: 'order', symbol: s, clientId: caid, became: 'filled' }]
  return endedAs.includes(X) ? [{ kind: 'order', symbol: s, clientId: caid, became: 'ended' }] : []
}

function ofPosition({ s, pa }: z.output<typeof position>): Told {
  const quantity = dec(pa)
  if (quantity.isZero()) return { kind: 'position', symbol: s, quantity: '0' }
  return {
    kind: 'position',
    symbol: s,
    quantity: quantity.abs().toFixed(),
    side: quantity.gt(0) ? 'long' : 'short',
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
