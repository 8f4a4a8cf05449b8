import { dec } from '#domain/decimal.ts'
import type { Bar, Span } from '../ports.ts'

/** The answer if a recording has no bars. */
export const NO_BARS = 'none'

/**
 * Bars as lines of `openTime,open,high,low,close,volume,quoteVolume,takerVolume,takerQuoteVolume,trades`, an empty
 * line for a span without one. The requested spans are written as lengths that follow one another: `60000x499,31000`.
 */
export const encodeBars = (bars: readonly (Bar | undefined)[]): string =>
  bars.map(bar => (bar === undefined ? '' : encodeBar(bar))).join('\n')

function encodeBar({ openTime, open, high, low, close, trades, ...sums }: Bar): string {
  const { volume, quoteVolume, takerVolume, takerQuoteVolume } = sums
  const amounts = [volume, quoteVolume, takerVolume, takerQuoteVolume].map(each => each.toFixed())
  return [openTime, open, high, low, close, ...amounts, trades].join(',')
}

/** Throws if a line is not a bar. */
export const decodeBars = (body: string): readonly (Bar | undefined)[] =>
  body.split('\n').map(line => (line === '' ? undefined : decodeBar(line)))

function decodeBar(line: string): Bar {
  const [openTime, open, high, low, close, volume, quote, taker, takerQuote, trades] = line.split(',')
  if (!open || !high || !low || !close || !volume || !quote || !taker || !takerQuote || !trades)
    throw new Error(`Expected a bar as openTime,open,high,low,close,volume,…, got "${line.slice(0, 100)}".`)
  return {
    ...{ openTime: Number(openTime), open, high, low, close, trades: Number(trades) },
    ...{ volume: dec(volume), quoteVolume: dec(quote) },
    ...{ takerVolume: dec(taker), takerQuoteVolume: dec(takerQuote) },
  }
}

/** The lengths of spans without gaps; undefined if there is a gap. */
export function encodeLengths(spans: readonly Span[]): string | undefined {
  if (spans.some((span, index) => index > 0 && span.after !== spans[index - 1]?.to)) return undefined
  const runs: { readonly length: number; count: number }[] = []
  for (const { after, to } of spans) {
    const last = runs.at(-1)
    if (last?.length === to - after) last.count += 1
    else runs.push({ length: to - after, count: 1 })
  }
  return runs.map(({ length, count }) => (count === 1 ? `${length}` : `${length}x${count}`)).join(',')
}

/** Throws if the text has no lengths, or more spans than any request for candles has. */
export function decodeLengths(text: string, after: number): readonly Span[] {
  const spans: Span[] = []
  let from = after
  for (const run of text.split(',')) {
    const [, length, count = '1'] = /^([1-9]\d{0,12})(?:x(\d{1,5}))?$/.exec(run) ?? []
    if (length === undefined)
      throw new Error(`Expected lengths as 60000x499,31000, got "${text.slice(0, 100)}".`)
    for (let each = 0; each < Number(count); each++) {
      spans.push({ after: from, to: from + Number(length) })
      from += Number(length)
    }
    if (spans.length > MOST_SPANS) throw new Error(`Expected at most ${MOST_SPANS} candles, got more.`)
  }
  return spans
}

/** Binance returns at most 1,500 candles at a time. */
const MOST_SPANS = 10_000
