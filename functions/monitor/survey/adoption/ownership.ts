import { halts as systemHalts } from '#domain/halts.ts'
import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { entrySide } from '#domain/side.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import type { Account } from '#ports/state.ts'
import type { SurveyContext } from '../survey-context.ts'

/** A position's row lacks what must be known before it is taken over: the next tick reads it again. */
export class Unreadable extends Error {
  constructor(symbol: string, what: string) {
    super(`The exchange's row of ${symbol} does not tell ${what}`)
    this.name = 'Unreadable'
  }
}

/** How long before its last change a position's trades are looked for, and how long after it they may not be shown. */
const lookBackMs = 60_000

/** Our own record of a position on the exchange, or the other deployment that it belongs to, or neither. */
interface Behind {
  readonly own?: Position
  /** It is ours, and its record is gone. */
  readonly lost?: true
  readonly otherDeployment?: string
}

/**
 * Who is behind a position on the exchange, known by the client id of an order that protects it or of the order
 * that opened it (weight 7).
 */
export async function whoIsBehind(context: SurveyContext, open: ExchangePosition): Promise<Behind> {
  const [protecting, opening] = [await protectingOrders(context, open), await openingOrders(context, open)]
  const owners = [...protecting, ...opening].flatMap(clientId => ownerOf(clientId) ?? [])
  // Once it is called foreign no look asks again: what is not shown yet is waited for.
  if (owners.length + opening.length === 0 && context.clock.now() - (open.updatedAt ?? 0) < lookBackMs)
    throw new Unreadable(open.symbol, 'whose order opened it')
  const owner = owners.find(({ deployment }) => deployment === context.deployment)
  const own = owner && (await context.state.positions.read(owner.positionId))?.item
  if (own?.symbol === open.symbol && own.side === open.side) return { own }
  if (owner && !own) return { lost: true }
  const other = owners.find(({ deployment }) => deployment !== context.deployment)
  return other ? { otherDeployment: other.deployment } : {}
}

async function protectingOrders(
  { exchange }: SurveyContext,
  { symbol }: ExchangePosition,
): Promise<string[]> {
  return (await exchange.openAlgoOrders(symbol)).map(order => order.clientId)
}

/** Of the order that entered it last; none where the exchange does not show that, or not yet. */
async function openingOrders({ exchange }: SurveyContext, open: ExchangePosition): Promise<string[]> {
  if (open.updatedAt === undefined) throw new Unreadable(open.symbol, 'when it last changed')
  const trades = await exchange.trades(open.symbol, open.updatedAt - lookBackMs)
  const last = trades.findLast(trade => trade.side === entrySide(open.side))
  const order = last && (await exchange.orderById(open.symbol, last.orderId))
  return order ? [order.clientId] : []
}

const { otherDeployment: halt } = systemHalts

/** A position that is not ours to touch, and the other deployment that it belongs to, if it is one's. */
export interface Foreign {
  readonly symbol: string
  readonly deployment?: string
}

/**
 * Another deployment trades on this account, which is a mistake: neither knows the other's slots, margin and daily
 * loss. Its positions are left to it, and nothing is entered here until nothing foreign is open any more. The halt
 * and what it goes by are one value, written at once: none outlives the other.
 */
export function withForeign(account: Account, foreign: readonly Foreign[]): Account {
  const { [halt]: before, ...others } = account.halts
  const [found] = foreign.flatMap(({ symbol, deployment }) =>
    deployment ? [whyHalted(deployment, symbol)] : [],
  )
  const why = foreign.length === 0 ? undefined : (before ?? found)
  return {
    ...account,
    halts: why === undefined ? others : { ...others, [halt]: why },
    foreign: foreign.map(({ symbol }) => symbol).toSorted(),
  }
}

const whyHalted = (deployment: string, symbol: string): string =>
  `the deployment "${deployment}" has a position on ${symbol} of this account; give each deployment an account of its own`
