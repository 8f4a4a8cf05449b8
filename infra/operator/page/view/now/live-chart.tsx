import { useMemo } from 'preact/hooks'
import type { PositionShown } from '../../shown/position.ts'
import { Chart } from '../chart/chart.tsx'
import { drawnOpen } from '../chart/drawn-position.ts'
import { useInSight } from '../chart/in-sight.ts'
import { useCandles } from '../chart/use-candles.ts'
import { joined, newestMinutes } from '../told/candles.ts'
import { at, beginnings } from '../told/told.ts'

const minute = 60_000
/** Number of candles that fit a card, including some from before the entry. */
const most = 110

/** An open position's chart, drawn while it is on the screen: past candles on request, then live minutes. */
export function LiveChart({ position }: { readonly position: PositionShown }) {
  const { symbol } = position
  const { ref, isInSight } = useInSight<HTMLDivElement>()
  const from = useMemo(() => at.peek() - most * minute, [symbol, beginnings.value])
  const { told, failure } = useCandles({ symbol, interval: '1m', from }, isInSight)
  return (
    <div ref={ref} class="chart">
      {failure && <p class="empty">{failure}</p>}
      {isInSight && told && <Drawn position={position} past={told.candles} />}
    </div>
  )
}

type Candles = ReturnType<typeof newestMinutes>['value']

/** A component of its own, so that a new candle redraws the chart and not the card. */
function Drawn({ position, past }: { readonly position: PositionShown; readonly past: Candles }) {
  const newest = newestMinutes(position.symbol).value
  const candles = useMemo(() => joined(past, newest).slice(-most), [past, newest])
  const until = Math.max(at.value, candles.at(-1)?.openTime ?? 0)
  const drawn = useMemo(() => drawnOpen(position, until), [position, until])
  return <Chart position={drawn} candles={candles} intervalMs={minute} />
}
