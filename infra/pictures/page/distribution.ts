import type { TradeInTables } from '../pictured.ts'
import { element, section } from './element.ts'
import { percent, signedPercent } from './format.ts'
import { drawn, text } from './svg.ts'

const [height, foot] = [200, 22]
const wantedBins = 24

/** How many trades had which result, as shares of their margins: each counts as one, whatever its size. */
export function distributionSection({ trades }: { readonly trades: readonly TradeInTables[] }): HTMLElement {
  const results = trades.map(ofMargin)
  const note = 'Net result of each trade as a share of its margin; the line is the mean.'
  if (results.length === 0)
    return section('Distribution of trades', note, element('p', { text: 'No trade was closed.' }))
  const place = element('div')
  // Text keeps its size on a phone, because the picture is drawn at its place's width.
  new ResizeObserver(() => {
    if (place.clientWidth > 0) place.replaceChildren(histogram(results, place.clientWidth))
  }).observe(place)
  return section('Distribution of trades', note, place)
}

const ofMargin = ({ net, margin }: TradeInTables) => Number(net) / Number(margin)

function histogram(results: readonly number[], width: number): SVGElement {
  const bins = binsOf(results)
  const [low, high] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 0]
  const most = Math.max(...bins.map(({ count }) => count))
  const x = (share: number) => ((share - low) / (high - low)) * width
  const y = (count: number) => height - foot - (count / most) * (height - foot - 16)
  const mean = results.reduce((total, each) => total + each, 0) / results.length
  const svg = drawn('svg', {
    width,
    height,
    class: 'histogram',
    role: 'img',
    'aria-label': `Histogram of ${results.length} trades, mean ${signedPercent(mean)} of margin`,
  })
  for (const { from, to, count } of bins) {
    if (count === 0) continue
    const bar = drawn('rect', {
      x: x(from) + 1,
      width: Math.max(1, x(to) - x(from) - 2),
      y: y(count),
      height: height - foot - y(count),
      class: to <= 0 ? 'down' : 'up',
    })
    const title = drawn('title', {})
    title.textContent = `${signedPercent(from, 1)} to ${signedPercent(to, 1)}: ${count}`
    bar.append(title)
    svg.append(bar, text(x((from + to) / 2), y(count) - 4, String(count), 'count'))
  }
  svg.append(drawn('line', { x1: 0, x2: width, y1: height - foot, y2: height - foot, class: 'axis' }))
  svg.append(drawn('line', { x1: x(mean), x2: x(mean), y1: 0, y2: height - foot, class: 'mean' }))
  for (const tick of ticks(low, high, width / 70))
    svg.append(text(Math.min(width - 24, Math.max(24, x(tick))), height - 6, percent(tick, 1), 'tick'))
  return svg
}

interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Bins of round widths; one edge is 0, so that no bin has winners and losers. */
export function binsOf(results: readonly number[]): readonly Bin[] {
  const [least, most] = [Math.min(0, ...results), Math.max(0, ...results)]
  const step = niceStep(Math.max(most - least, 0.001) / wantedBins)
  // A result of exactly 0 is not a win.
  const indexOf = (result: number) => Math.ceil(Number((result / step).toFixed(6))) - 1
  const indexes = results.map(indexOf)
  const [first, last] = [Math.min(-1, ...indexes), Math.max(0, ...indexes)]
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    from: (first + at) * step,
    to: (first + at + 1) * step,
    count: indexes.filter(index => index === first + at).length,
  }))
}

function niceStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted))
  return power * ([1, 2, 5].find(each => each * power >= wanted) ?? 10)
}

function ticks(low: number, high: number, most: number): readonly number[] {
  const step = niceStep((high - low) / most)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, at) => (first + at) * step)
}
