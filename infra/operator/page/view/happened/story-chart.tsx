import { useMemo } from 'preact/hooks'
import type { CandleInterval } from '../../shown/candles.ts'
import type { PositionStory } from '../../shown/story.ts'
import { Chart } from '../chart/chart.tsx'
import { drawnStory } from '../chart/drawn-position.ts'
import { useCandles } from '../chart/use-candles.ts'
import { joined, newestMinutes } from '../told/candles.ts'
import { at } from '../told/told.ts'

const minute = 60_000
const lengths: Readonly<Record<CandleInterval, number>> = {
  '1m': minute,
  '5m': 5 * minute,
  '15m': 15 * minute,
  '1h': 60 * minute,
  '4h': 240 * minute,
  '1d': 1440 * minute,
}
/** Candles that a chart has room for. */
const most = 300

/** The finest interval that fits a period. */
export const intervalOf = (spanMs: number): CandleInterval =>
  (Object.keys(lengths) as CandleInterval[]).find(name => spanMs / lengths[name] <= most) ?? '1d'

/** The chart beside a story: from a little before the entry to a little after the exit, or to now. */
export function StoryChart({ story }: { readonly story: PositionStory }) {
  const { symbol, openedAt, closedAt } = story
  // An open position's period ends when it is fetched; live candles are appended.
  const end = useMemo(() => closedAt ?? at.peek(), [closedAt, story.id])
  const interval = intervalOf((end - openedAt) * 1.6)
  const around = Math.max(20 * lengths[interval], (end - openedAt) * 0.3)
  const [from, to] = [openedAt - around, closedAt === undefined ? undefined : closedAt + around]
  const { told, failure } = useCandles({ symbol, interval, from, ...(to !== undefined && { to }) }, true)
  const newest = closedAt === undefined && interval === '1m' ? newestMinutes(symbol).value : undefined
  const candles = useMemo(() => joined(told?.candles ?? [], newest ?? []), [told, newest])
  const until = closedAt === undefined ? at.value : closedAt
  const drawn = useMemo(() => drawnStory(story, until), [story, until])
  if (failure) return <p class="empty">{failure}</p>
  if (!told) return <div class="chart" />
  return <Chart position={drawn} candles={candles} intervalMs={lengths[interval]} isMoved />
}
