import { dec } from '#domain/decimal.ts'
import type { NotificationOf } from '../notification.ts'
import { exact, gained, money, share, span } from './amounts.ts'
import type { Text } from './text.ts'

type OfPosition = NotificationOf<'emergency'>

const whose = ({ symbol, side }: Pick<OfPosition, 'symbol' | 'side'>): string => `${symbol} ${side}`

/** The known ones, on one line. */
const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter(part => part !== undefined).join(', ')

const opened = {
  entered: 'opened',
  'taken-over': 'taken over from another client',
  'taken-back': 'taken back: it had lost its slot',
} as const

export function openedText(it: NotificationOf<'opened'>): Text {
  const { how, quantity, leverage, entryPrice, fees, stop, asset, source, isProtected } = it
  const stopSaid = stop === undefined ? undefined : `stop ${exact(stop)}`
  return {
    headline: `${whose(it)} ${opened[how]}${entryPrice === undefined ? '' : ` at ${exact(entryPrice)}`}`,
    lines: [
      joined(exact(quantity), `${leverage}x`, isProtected ? stopSaid : 'no stop yet'),
      joined(`from ${source}`, fees === undefined ? undefined : `fees ${money(fees)} ${asset}`),
    ],
    urgency: isProtected ? 'normal' : 'urgent',
    mark: isProtected ? 'begun' : 'warning',
  }
}

export const protectedLateText = (it: NotificationOf<'protected-late'>): Text => ({
  // The step is the same for a stop that came late and for one that was taken away and stands again.
  headline: `${whose(it)} had no stop, and has it now`,
  lines: [
    joined(
      `stop ${exact(it.stop)}`,
      it.afterMs === undefined ? undefined : `${span(it.afterMs)} after it was opened`,
    ),
  ],
  urgency: 'urgent',
  mark: 'warning',
})

export const stopMovedText = (it: NotificationOf<'stop-moved'>): Text => ({
  headline: `${whose(it)}: stop ${exact(it.from)} → ${exact(it.to)}`,
  lines: [joined(`tier ${it.tier}`, it.mark === undefined ? undefined : `mark ${exact(it.mark)}`)],
  urgency: 'quiet',
  mark: 'moved',
})

export const takeProfitText = (it: NotificationOf<'take-profit'>): Text => ({
  headline: `${whose(it)}: take-profit closed ${exact(it.quantity)}`,
  lines: [
    joined(
      it.price === undefined ? undefined : `at ${exact(it.price)}`,
      it.tier === undefined ? undefined : `tier ${it.tier}`,
    ),
  ].filter(line => line !== ''),
  urgency: 'normal',
  mark: 'gain',
})

const forced: Readonly<Record<string, string>> = {
  emergency: 'it lost more than its stop allows',
  'stop-crossed': 'the market was beyond its stop before that stood',
  unprotectable: 'the exchange accepted no stop',
}

export const emergencyText = (it: NotificationOf<'emergency'>): Text => ({
  headline: `${whose(it)} is closed by force`,
  lines: [joined(it.reason, forced[it.reason])],
  urgency: 'urgent',
  mark: 'alarm',
})

export function closedText(it: NotificationOf<'closed'>): Text {
  const { result, netPnl, asset, exit, exitPrice, heldMs, estimate, margin } = it
  const net = netPnl === undefined ? undefined : `${gained(netPnl)} ${asset}`
  const how = joined(
    exitPrice === undefined ? exit : `${exit} at ${exact(exitPrice)}`,
    heldMs === undefined ? undefined : `held ${span(heldMs)}`,
  )
  const figures = (['gross', 'fees', 'funding'] as const).map(name => {
    const amount = it[name === 'gross' ? 'grossPnl' : name]
    return amount === undefined ? undefined : `${name} ${name === 'fees' ? money(amount) : gained(amount)}`
  })
  const ofMargin = netPnl === undefined ? undefined : share(netPnl, margin)
  return {
    headline:
      result === 'pending'
        ? `${whose(it)} closed, result not known yet`
        : `${whose(it)} ${result === 'known' ? 'closed' : 'was closed'}: ${net ?? 'result not known'}`,
    lines: [
      how,
      joined(...figures),
      ofMargin === undefined ? '' : `${ofMargin} of ${money(margin)} margin`,
      estimate === undefined ? '' : `about ${gained(estimate)} ${asset} as far as history shows it`,
    ].filter(line => line !== ''),
    urgency: 'normal',
    mark: dec(netPnl ?? estimate ?? 0).lt(0) ? 'loss' : 'gain',
  }
}
