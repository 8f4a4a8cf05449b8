import { dec } from '#domain/decimal.ts'
import type { NotificationOf } from '../notification.ts'
import { day, gained, hour, money, span } from './amounts.ts'
import type { Text } from './text.ts'

type Tally = NotificationOf<'refused'>['byReason']

/** Most lines of a list; `qt report` shows longer ones. */
const longestList = 6

export const haltedText = ({ by, why }: NotificationOf<'halted'>): Text => ({
  headline: `Entries are halted by ${by}`,
  lines: [why, 'open positions stay protected'],
  urgency: 'urgent',
  mark: 'halted',
})

export const resumedText = ({ by, isOpen }: NotificationOf<'resumed'>): Text => ({
  headline: isOpen ? 'Entries are taken again' : `The halt by ${by} is lifted, another one stands`,
  lines: isOpen ? [`the halt by ${by} is lifted`] : [],
  urgency: 'normal',
  mark: isOpen ? 'resumed' : 'halted',
})

export const lockedText = ({ by, locked, until, why, at }: NotificationOf<'locked'>): Text => ({
  headline: `Entries are locked until ${timeFrom(at, until)}: ${locked}`,
  lines: [`${by}: ${why}`, 'open positions stay protected'],
  urgency: 'normal',
  mark: 'halted',
})

export const unlockedText = ({ by, locked, formerly, until, why, at }: NotificationOf<'unlocked'>): Text => ({
  headline:
    until === undefined
      ? `Entries are no longer locked by ${by}: ${locked}`
      : `Entries are locked by ${by} only until ${timeFrom(at, until)}: ${locked}`,
  lines: [`${why}; the lock was to last until ${timeFrom(at, formerly)}`],
  urgency: 'normal',
  mark: until === undefined ? 'resumed' : 'halted',
})

/** With the day, if it is another one. */
const timeFrom = (at: number, time: number): string =>
  `${day(time) === day(at) ? '' : `${day(time)} `}${hour(time)} UTC`

export const alarmText = ({ alarm, why, what }: NotificationOf<'alarm'>): Text => ({
  headline: `Alarm: ${alarm}`,
  lines: [what, why].filter(line => line !== ''),
  urgency: 'urgent',
  mark: 'alarm',
})

export const alarmOverText = ({ alarm, why }: NotificationOf<'alarm-over'>): Text => ({
  headline: `Alarm over: ${alarm}`,
  lines: [why].filter(line => line !== ''),
  urgency: 'normal',
  mark: 'over',
})

export const refusedText = ({ count, byReason, bySymbol, from, until }: NotificationOf<'refused'>): Text => ({
  headline: `${counted(count, 'signal')} rejected, ${hour(from)} to ${hour(until)} UTC`,
  lines: [tallied(byReason), tallied(bySymbol)],
  urgency: 'quiet',
  mark: 'refused',
})

export const dailyText = (it: NotificationOf<'daily'>): Text => figuresText(day(it.from), it)
export const weeklyText = (it: NotificationOf<'weekly'>): Text => figuresText(`Week from ${day(it.from)}`, it)

function figuresText(period: string, it: NotificationOf<'daily' | 'weekly'>): Text {
  const { asset, trades, won, netPnl, fees, funding, drawdown, best, worst, unknown, open, refused, at } = it
  const lines = [
    trades > 0 && `${won} of ${trades} won (${dec(won).div(trades).times(100).toFixed(0)} %)`,
    trades > 0 && `fees ${money(fees)}, funding ${gained(funding)}, drawdown ${money(drawdown)} ${asset}`,
    best !== undefined && worst !== undefined && trades > 1 && `best ${gained(best)}, worst ${gained(worst)}`,
    unknown > 0 && `${counted(unknown, 'result')} not known yet, in no figure`,
    `open: ${open.length === 0 ? 'none' : shortened(open.map(each => `${each.symbol} ${each.side} (${span(Math.max(0, at - each.since))})`))}`,
    refused.length > 0 && `rejected: ${tallied(refused)}`,
  ]
  return {
    headline:
      trades === 0
        ? `${period}: no trade was closed`
        : `${period}: ${gained(netPnl)} ${asset} from ${counted(trades, 'trade')}`,
    lines: lines.filter(line => line !== false),
    urgency: 'quiet',
    mark: 'figures',
  }
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const tallied = (tally: Tally): string => shortened(tally.map(({ reason, count }) => `${count} × ${reason}`))

const shortened = (all: readonly string[]): string =>
  all.length <= longestList
    ? all.join(', ')
    : `${all.slice(0, longestList).join(', ')} and ${all.length - longestList} more`
