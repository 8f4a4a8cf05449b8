import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules } from '#paper/rules.ts'

const minuteMs = 60_000

export interface LongMarket {
  readonly startMs: number
  readonly minutes: number
  readonly symbols: number
  readonly signals: number
  /** All of them at the beginning, a second apart, each on a symbol of its own. */
  readonly atOnce?: boolean
}

/** Its folder, as a plan reads it. */
export interface WrittenMarket {
  readonly klines: readonly string[]
  readonly funding: readonly string[]
  readonly signals: string
  readonly atOnce: boolean
}

const usual = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT', 'DOGEUSDT']

/** The usual symbols, then the others that have rules. */
function symbolsOf(count: number) {
  const rules = parseRules(shippedRules)
  const others = [...rules.keys()].filter(name => /^[A-Z]+USDT$/.test(name) && !usual.includes(name))
  const found = [...usual, ...others].slice(0, count).flatMap(name => rules.get(name) ?? [])
  if (found.length < count)
    throw new Error(`Expected rules of ${count} symbols, got those of ${found.length}.`)
  return found
}

/** Writes a seeded random walk as a market, and signals for both sides, spread evenly over it. */
export function writeLongMarket(folder: string, market: LongMarket): WrittenMarket {
  const random = xoroshiro128plus(7)
  const share = () => uniformFloat64(random)
  const symbols = symbolsOf(market.symbols)
  for (const { symbol, tickSize } of symbols) {
    const tick = tickSize.toNumber()
    writeFileSync(join(folder, `${symbol}-1m-long.csv`), candlesOf(market, tick, share))
  }
  const signals = join(folder, 'signals.jsonl')
  writeFileSync(
    signals,
    signalsOf(
      market,
      symbols.map(({ symbol }) => symbol),
      share,
    ),
  )
  return { klines: [folder], funding: [], signals, atOnce: market.atOnce ?? false }
}

/** A minute's usual move, as a share of the price: that of a large coin. */
const roughness = 0.0006

function candlesOf({ startMs, minutes }: LongMarket, tick: number, share: () => number): string {
  const lines = ['open_time,open,high,low,close,volume']
  const text = (price: number) => (Math.round(price / tick) * tick).toFixed(decimalsOf(tick))
  let price = tick * 40_000
  for (let index = 0; index < minutes; index++) {
    const close = Math.max(tick * 10_000, price * (1 + (share() - 0.5) * 2 * roughness))
    const high = Math.max(price, close) * (1 + share() * roughness)
    const low = Math.min(price, close) * (1 - share() * roughness)
    const volume = Math.round(20_000_000 / price)
    lines.push(
      `${startMs + index * minuteMs},${text(price)},${text(high)},${text(low)},${text(close)},${volume}`,
    )
    price = Number(text(close))
  }
  return `${lines.join('\n')}\n`
}

const decimalsOf = (tick: number): number => Math.max(0, Math.round(-Math.log10(tick)))

function signalsOf(
  { startMs, minutes, signals, atOnce = false }: LongMarket,
  symbols: readonly string[],
  share: () => number,
): string {
  const first = startMs + 10 * minuteMs
  const apart = atOnce ? 1_000 : ((minutes - 30) * minuteMs) / signals
  return Array.from({ length: signals }, (_, index) => {
    const symbol = symbols[atOnce ? index : Math.floor(share() * symbols.length)]
    const said = { symbol, action: share() < 0.5 ? 'BUY' : 'SELL', confidence: 0.9, source: 'bench' }
    const leverage = atOnce ? 2 : 30
    return `${JSON.stringify({ ...said, leverage, timestamp: Math.floor(first + index * apart) })}\n`
  }).join('')
}
