import { moment, none, price, signed } from '../../../../pictures/page/format.ts'
import type { Mark } from '../../../../pictures/page/marks.ts'
import type { DrawnTrade } from '../../../../pictures/page/overlay.ts'
import type { PositionShown } from '../../shown/position.ts'
import type { PositionStory } from '../../shown/story.ts'
import type { Level } from './levels.ts'

/** What a chart shows of a position, open or closed: past events in time and price, and the levels in force. */
export interface DrawnPosition {
  readonly symbol: string
  readonly side: 'long' | 'short' | undefined
  readonly trade: DrawnTrade | undefined
  readonly marks: readonly Mark[]
  readonly levels: readonly Level[]
}

/** An open position, until now. */
export function drawnOpen(position: PositionShown, now: number): DrawnPosition {
  const { symbol, side, entryPrice, openedAt, stops, takeProfits, markPrice, unrealised } = position
  const offered = takeProfits.filter(({ state }) => state === 'placed')
  const stop = stops.at(-1)
  const entered = entryPrice === undefined || openedAt === undefined ? undefined : { entryPrice, openedAt }
  return {
    symbol,
    side,
    trade: entered && {
      ...{ ...entered, closedAt: now, exitPrice: markPrice ?? entered.entryPrice, net: unrealised ?? '0' },
      ...{ stops, takeProfits: offeredUntil(takeProfits, now), fills: [] },
    },
    marks: entered ? [entryMark({ ...position, ...entered })] : [],
    levels: [
      ...(entryPrice ? [{ name: 'entry' as const, price: entryPrice }] : []),
      ...(stop ? [{ name: 'stop' as const, price: stop.price }] : []),
      ...offered.map(({ price }) => ({ name: 'take-profit' as const, price })),
      ...(position.emergencyPrice ? [{ name: 'emergency' as const, price: position.emergencyPrice }] : []),
      ...(position.liquidationPrice
        ? [{ name: 'liquidation' as const, price: position.liquidationPrice }]
        : []),
    ],
  }
}

/** A past or open position, from its story. */
export function drawnStory(story: PositionStory, now: number): DrawnPosition {
  const { symbol, side, entryPrice, exitPrice, openedAt, closedAt, stops, takeProfits, net } = story
  const until = closedAt ?? now
  const exit = exitPrice ?? entryPrice
  if (entryPrice === undefined || exit === undefined)
    return { symbol, side, trade: undefined, marks: [], levels: [] }
  const trade = {
    ...{ entryPrice, openedAt, closedAt: until, exitPrice: exit, net: net ?? '0', stops },
    ...{ takeProfits: offeredUntil(takeProfits, until), fills: [] },
  }
  const closed: readonly Mark[] =
    closedAt === undefined || exitPrice === undefined
      ? []
      : [
          {
            ...{
              at: closedAt,
              price: Number(exitPrice),
              kind: 'close',
              points: side === 'long' ? 'up' : 'down',
            },
            told: [
              `closed at ${price(exitPrice)}`,
              `net ${net === undefined ? none : signed(net)}`,
              `${moment(closedAt)} UTC`,
            ],
          },
        ]
  return {
    symbol,
    side,
    trade,
    marks: [entryMark({ ...story, entryPrice, openedAt }), ...closed],
    levels: [],
  }
}

interface Entered {
  readonly side?: 'long' | 'short' | undefined
  readonly entryPrice: string
  readonly openedAt: number
  readonly leverage?: number | undefined
  readonly source?: string | undefined
}

const entryMark = ({ side, entryPrice, openedAt, leverage, source = none }: Entered): Mark => ({
  ...{ at: openedAt, price: Number(entryPrice), kind: 'entry', points: side === 'short' ? 'down' : 'up' },
  told: [
    `${side ?? 'entry'} ${leverage === undefined ? '' : `${leverage}x `}at ${price(entryPrice)}`,
    `from ${source}`,
    `${moment(openedAt)} UTC`,
  ],
})

/** Each take-profit for the time it was offered; for a sold one that time may be unknown. */
const offeredUntil = (takeProfits: PositionShown['takeProfits'], until: number) =>
  takeProfits.flatMap(({ offeredAt, doneAt, state, price, quantity }) => {
    const ended = state === 'done' ? doneAt : until
    return offeredAt === undefined || ended === undefined
      ? []
      : [{ at: offeredAt, until: ended, price, quantity }]
  })

/** The chart in words, for screen readers. */
export function chartInWords({ symbol, side, trade, levels }: DrawnPosition, candles: number): string {
  const stops = trade?.stops ?? []
  const moves = stops.length < 2 ? '' : `; the stop moved ${stops.length - 1} times, from ${stops[0]?.price}`
  const standing = levels.map(({ name, price: at }) => `${name} ${price(at)}`).join(', ')
  return `Chart of ${[symbol, side].filter(Boolean).join(' ')}, ${candles} candles${standing ? `: ${standing}` : ''}${moves}`
}
