import { useEffect, useRef } from 'preact/hooks'
import type { DrawnCandle } from '../../../../pictures/candles.ts'
import { chartInWords, type DrawnPosition } from './drawn-position.ts'
import { type PositionChart, positionChart } from './position-chart.ts'

interface ChartProps {
  readonly position: DrawnPosition
  readonly candles: readonly DrawnCandle[]
  readonly intervalMs: number
  /** The reader may drag and zoom. */
  readonly isMoved?: boolean
}

/** A position over its candles; its name describes it to screen readers. */
export function Chart({ position, candles, intervalMs, isMoved = false }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<PositionChart>(undefined)
  useEffect(() => {
    if (!place.current) return
    const taken = new AbortController()
    chart.current = positionChart(place.current, taken.signal, isMoved)
    return () => taken.abort()
  }, [isMoved])
  useEffect(() => chart.current?.show(position, candles, intervalMs), [position, candles, intervalMs])
  return <div ref={place} class="chart" role="img" aria-label={chartInWords(position, candles.length)} />
}
