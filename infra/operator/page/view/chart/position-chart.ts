import type { AutoscaleInfo, ISeriesApi, UTCTimestamp } from 'lightweight-charts'
import type { DrawnCandle } from '../../../../pictures/candles.ts'
import { chartIn } from '../../../../pictures/page/chart.ts'
import { tellOnHover } from '../../../../pictures/page/hover.ts'
import { CandlestickSeries } from '../../../../pictures/page/library.ts'
import { type Drawn, overlay } from '../../../../pictures/page/overlay.ts'
import { type Colours, withColours } from '../../../../pictures/page/theme.ts'
import { timeLine } from '../../../../pictures/page/time-line.ts'
import type { DrawnPosition } from './drawn-position.ts'
import { levelLines } from './levels.ts'
import { type Wanted, withLevels } from './reach.ts'

export interface PositionChart {
  show(position: DrawnPosition, candles: readonly DrawnCandle[], intervalMs: number): void
}

type Series = ISeriesApi<'Candlestick'>

/**
 * A chart of live candles with a position over them, made of the pictures' own chart and overlay. `isMoved`: the reader
 * may drag and zoom.
 */
export function positionChart(place: HTMLElement, until: AbortSignal, isMoved = false): PositionChart {
  const chart = chartIn(place, until)
  // With many charts on a scrolling page, dragging on a chart scrolls the page.
  chart.applyOptions({
    ...(!isMoved && { handleScroll: false, handleScale: false }),
    timeScale: { rightOffset: 4, minBarSpacing: 1 },
    rightPriceScale: { minimumWidth: 72, scaleMargins: { top: 0.09, bottom: 0.07 } },
  })
  let wanted: Wanted = { always: [], near: [] }
  const series = chart.addSeries(CandlestickSeries, {
    ...{ borderVisible: false, priceLineVisible: false, lastValueVisible: true },
    autoscaleInfoProvider: (own: () => AutoscaleInfo | null) => withLevels(own(), wanted),
  })
  const lines = levelLines(series)
  const isNarrow = () => place.clientWidth < 440
  const candles = candlesOf(series)
  let [drawn, colours, position]: [Omit<Drawn, 'colours'>?, Colours?, DrawnPosition?] = []
  const what = () => drawn && colours && { ...drawn, colours }
  const over = overlay(what)
  // The code above chooses the price range: not all past levels fit.
  series.attachPrimitive({ ...over, autoscaleInfo: () => null })
  tellOnHover(chart, place, what)
  withColours(now => {
    colours = now
    const { up, down } = now
    series.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down })
    if (position) lines.show(position.levels, now, isNarrow())
    over.redraw()
  }, until)
  return {
    show(next, some, intervalMs) {
      position = next
      const { trade, marks, levels } = next
      wanted = wantedBy(next)
      candles.show(some)
      drawn = { trades: trade ? [trade] : [], marks, line: timeLine(chart, series, some, intervalMs) }
      if (colours) lines.show(levels, colours, isNarrow())
      over.redraw()
    },
  }
}

/** While open: the entry and the stop always fit. Closed: everything that the chart is about. */
function wantedBy({ trade, levels }: DrawnPosition): Wanted {
  const standing = levels.filter(({ name }) => name === 'entry' || name === 'stop')
  const others = levels.filter(({ name }) => name !== 'entry' && name !== 'stop')
  const prices = (all: readonly { readonly price: string }[]) => all.map(({ price }) => Number(price))
  if (levels.length === 0 && trade) {
    const { entryPrice, exitPrice, stops } = trade
    return { always: [Number(entryPrice), Number(exitPrice), ...prices(stops)], near: [] }
  }
  return { always: prices(standing), near: prices([...others, ...(trade?.stops ?? [])]) }
}

/** Puts candles on a series; only the newest ones, if the others did not change. */
function candlesOf(series: Series) {
  let shown: readonly DrawnCandle[] = []
  return {
    show(candles: readonly DrawnCandle[]): void {
      const grown = candles.length - shown.length
      const isContinued =
        shown.length > 0 && candles[0]?.openTime === shown[0]?.openTime && (grown === 0 || grown === 1)
      if (candles === shown) return
      if (isContinued) for (const candle of candles.slice(shown.length - 1)) series.update(bar(candle))
      else {
        const decimals = decimalsOf(candles)
        series.applyOptions({ priceFormat: { type: 'price', precision: decimals, minMove: 10 ** -decimals } })
        series.setData(candles.map(bar))
      }
      shown = candles
    },
  }
}

const bar = ({ openTime, open, high, low, close }: DrawnCandle) => ({
  ...{ time: (openTime / 1000) as UTCTimestamp, open, high, low, close },
})

/** As many decimals as the exchange's own prices have. */
export const decimalsOf = (candles: readonly DrawnCandle[]): number =>
  candles
    .slice(-60)
    .flatMap(({ open, high, low, close }) => [open, high, low, close])
    .reduce((most, price) => Math.max(most, decimals(price)), 0)

function decimals(price: number): number {
  const [mantissa = '', exponent = '0'] = String(Number(price.toPrecision(10))).split('e')
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent))
}
