import { dec } from '#domain/decimal.ts'
import type { PositionMargin } from '../core/margin.ts'
import type { MarginView } from '../session/session.ts'
import { money } from '../wire/position-bodies.ts'
import type { Standing } from './standing.ts'
import type { UserEvent } from './user-event.ts'

/** The share of its margin that a position's maintenance margin must reach for Binance to warn. */
const WARNED_FROM = '0.8'

/** Warns of a position close to liquidation, once until it is safe again. */
export interface MarginCalls {
  at(standing: Standing, E: number): readonly UserEvent[]
}

export function marginCalls(): MarginCalls {
  let warned: ReadonlySet<string> = new Set()
  return {
    at: ({ account, symbols }, E) => {
      const near = symbols.flatMap(view => endangered(view, account))
      const fresh = near.filter(({ name }) => !warned.has(name))
      warned = new Set(near.map(({ name }) => name))
      const cross = fresh.filter(({ view }) => !view.margin.isolated)
      const isolated = fresh.filter(({ view }) => view.margin.isolated)
      return [
        ...(cross.length === 0 ? [] : [event(E, cross, money(account.crossWallet))]),
        ...isolated.map(each => event(E, [each])),
      ]
    },
  }
}

interface Endangered {
  readonly name: string
  readonly view: MarginView
  readonly position: PositionMargin
}

function endangered(view: MarginView, account: Standing['account']): readonly Endangered[] {
  const { margin, record } = view
  const held = margin.positions.filter(({ position }) => position.quantity !== '0')
  const isNear = (position: PositionMargin): boolean => {
    const backing = margin.isolated
      ? position.isolatedWallet.plus(position.unrealizedPnl)
      : account.crossWallet.plus(account.crossPnl)
    const maintenance = margin.isolated ? position.maintenance : account.crossMaintenance
    return maintenance.gte(backing.times(WARNED_FROM))
  }
  return held.filter(isNear).map(position => ({ name: `${record.symbol} ${position.side}`, view, position }))
}

const event = (E: number, positions: readonly Endangered[], crossWallet?: string): UserEvent => ({
  e: 'MARGIN_CALL',
  E,
  ...(crossWallet !== undefined && { cw: crossWallet }),
  p: positions.map(({ view, position }) => ({
    s: view.record.symbol,
    ps: position.side,
    pa: dec(position.position.quantity).toFixed(view.rules.quantityPrecision),
    mt: view.margin.isolated ? 'ISOLATED' : 'CROSSED',
    iw: money(position.isolatedWallet),
    mp: dec(view.mark).toFixed(8),
    up: money(position.unrealizedPnl),
    mm: money(position.maintenance),
  })),
})
