import { halts as systemHalts } from '#domain/halts.ts'
import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { entrySide } from '#domain/side.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import type { Account } from '#ports/state.ts'
import type { SurveyContext } from '../survey-context.ts'

/** The position's row lacks something that taking it over needs: the next tick reads it again. */
export class Unreadable extends Error {
  constructor(symbol: string, what: string) {
    super(`The exchange's row of ${symbol} does not show ${what}`)
    this.name = 'Unreadable'
  }
}

/** How far before a position's last change its trades are searched, and how long after it they may still be missing. */
const lookBackMs = 60_000

/** A position on the exchange has our own record, belongs to another deployment, or neither. */
interface Behind {
  readonly own?: Position
  /** The position is ours, and its record is gone. */
  readonly lost?: true
  readonly otherDeployment?: string
}

/**
 * Who owns a position on the exchange, according to the client id of an order that protects or opened it (weight 7).
 */
export async function whoIsBehind(context: SurveyContext, open: ExchangePosition): Promise<Behind> {
  const [protecting, opening] = [await protectingOrders(context, open), await openingOrders(context, open)]
  const owners = [...protecting, ...opening].flatMap(clientId => ownerOf(clientId) ?? [])
  // Once a position counts as unmanaged no look asks again, so this waits for whatever is not shown yet.
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

/** The client id of the order that entered it last; none if the exchange does not show it, or not yet. */
async function openingOrders({ exchange }: SurveyContext, open: ExchangePosition): Promise<string[]> {
  if (open.updatedAt === undefined) throw new Unreadable(open.symbol, 'when it last changed')
  const trades = await exchange.trades(open.symbol, open.updatedAt - lookBackMs)
  const last = trades.findLast(trade => trade.side === entrySide(open.side))
  const order = last && (await exchange.orderById(open.symbol, last.orderId))
  return order ? [order.clientId] : []
}

const { otherDeployment: halt } = systemHalts

/** A position that is not ours to touch, and the other deployment that owns it, if one does. */
export interface Foreign {
  readonly symbol: string
  readonly deployment?: string
}

/**
 * Another deployment trades on this account, which is a mistake: neither knows the other's slots, margin and daily
 * loss. Its positions are left alone, and entries are halted here until no unmanaged position is open. The halt and
 * its cause are one value, written together, so neither outlives the other.
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
