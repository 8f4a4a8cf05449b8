import type { IChartApi, ISeriesApi, UTCTimestamp } from 'lightweight-charts'
import { type PackedCandles, unpack } from '../candles.ts'
import type { Pictured, PicturedMarket, PicturedTrade } from '../pictured.ts'
import { chartIn } from './chart.ts'
import { choice, element, section } from './element.ts'
import { moment, signed } from './format.ts'
import { tellOnHover } from './hover.ts'
import { CandlestickSeries } from './library.ts'
import { marksOf } from './marks.ts'
import { type Drawn, overlay } from './overlay.ts'
import { type Colours, withColours } from './theme.ts'
import { timeLine } from './time-line.ts'

const note =
  'Candles of the last price; stops follow the mark price. Drag to move, pinch or drag the axes to zoom. Hover over a mark for what it was.'

const keys: readonly (readonly [colour: string, text: string])[] = [
  ['up', '▲ long entry'],
  ['down', '▼ short entry'],
  ['warn', '■ stop, and where it stood'],
  ['accent', '● take-profit, and where it was offered'],
  ['ink', '■ close'],
  ['soft', '✕ rejected signal'],
]

/** Each symbol's candles with the trades over them. `show` brings a trade into sight. */
export function marketSection(
  pictured: Pictured,
  until?: AbortSignal,
): {
  readonly shown: HTMLElement
  show(trade: PicturedTrade): void
} {
  const { markets, trades } = pictured
  const place = element('div', {
    class: 'chart market',
    attributes: { role: 'img', 'aria-label': 'Candles with entries, exits, stops and take-profits' },
  })
  const said = element('p', { class: 'note', attributes: { 'aria-live': 'polite' } })
  let view: MarketView | undefined
  const symbols = choice(
    'Symbol',
    markets.map(market => ({ name: `${market.symbol} ${tally(market, trades)}`, value: market })),
    market => {
      view?.open(market)
      said.textContent = `${market.symbol}, ${intervalName(market.candles.intervalMs)} candles`
    },
  )
  const legend = element('p', {
    class: 'legend',
    children: keys.map(([colour, text]) => element('span', { class: `of-${colour}`, text })),
  })
  requestAnimationFrame(() => {
    if (until?.aborted) return
    view = openView(place, pictured, until)
    const first = markets.find(({ symbol }) => trades.some(trade => trade.symbol === symbol)) ?? markets[0]
    if (first) symbols.pick(first)
  })
  const shown = section('Markets', note, symbols.shown, legend, place, said)
  return {
    shown,
    show(trade) {
      const market = markets.find(({ symbol }) => symbol === trade.symbol)
      if (!market) return
      symbols.pick(market)
      view?.show(market, trade)
      said.textContent = `${trade.symbol} ${trade.side} of ${moment(trade.openedAt)} UTC, net ${signed(trade.net)}`
      shown.scrollIntoView({ block: 'nearest' })
    },
  }
}

const tally = ({ symbol }: PicturedMarket, trades: readonly PicturedTrade[]): string => {
  const own = trades.filter(trade => trade.symbol === symbol)
  return own.length === 0
    ? '0'
    : `${own.length}, ${signed(own.reduce((net, trade) => net + Number(trade.net), 0))}`
}

const intervalName = (ms: number) => (ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`)

interface MarketView {
  open(market: PicturedMarket): void
  show(market: PicturedMarket, trade: PicturedTrade): void
}

function openView(place: HTMLElement, { trades, refused }: Pictured, until?: AbortSignal): MarketView {
  const chart = chartIn(place, until)
  const series = chart.addSeries(CandlestickSeries, { priceLineVisible: false, lastValueVisible: false })
  let drawn: Omit<Drawn, 'colours'> | undefined
  let colours: Colours | undefined
  const what = () => drawn && colours && { ...drawn, colours }
  const over = overlay(what)
  series.attachPrimitive(over)
  withColours(now => {
    colours = now
    const { up, down } = now
    series.applyOptions({
      ...{ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false },
    })
    over.redraw()
  }, until)
  tellOnHover(chart, place, what)

  const draw = ({ symbol }: PicturedMarket, packed: PackedCandles) => {
    const candles = unpack(packed)
    const scale = 10 ** packed.decimals
    fillSeries(series, candles, packed.decimals)
    const own = trades.filter(trade => trade.symbol === symbol)
    const missed = refused.filter(refusal => refusal.symbol === symbol)
    const line = timeLine(chart, series, candles, packed.intervalMs)
    drawn = { trades: own, marks: marksOf(own, missed, candles, scale), line }
    return line
  }
  return {
    open(market) {
      draw(market, market.candles)
      chart.timeScale().fitContent()
    },
    show(market, trade) {
      const { logical } = draw(market, trade.closeUp ?? market.candles)
      bringIntoSight(chart, logical(trade.openedAt), logical(trade.closedAt))
    },
  }
}

function fillSeries(
  series: ISeriesApi<'Candlestick'>,
  candles: ReturnType<typeof unpack>,
  decimals: number,
): void {
  const scale = 10 ** decimals
  series.applyOptions({ priceFormat: { type: 'price', precision: decimals, minMove: 1 / scale } })
  series.setData(
    candles.map(({ openTime, open, high, low, close }) => ({
      time: (openTime / 1000) as UTCTimestamp,
      open: open / scale,
      high: high / scale,
      low: low / scale,
      close: close / scale,
    })),
  )
}

/** Leaves room at both ends, and never zooms in so far that candles become bars. */
function bringIntoSight(chart: IChartApi, from: number, to: number): void {
  const room = Math.max(15, (to - from) / 3)
  chart.timeScale().setVisibleLogicalRange({ from: from - room, to: to + room })
}
