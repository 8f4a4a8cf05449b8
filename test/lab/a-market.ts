import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chance } from '../storm/chance.ts'

const symbols = { ETHUSDT: 3_000, SOLUSDT: 200, XRPUSDT: 2.5 } as const
const decimals = { ETHUSDT: 2, SOLUSDT: 2, XRPUSDT: 4 } as const
type Symbol = keyof typeof symbols
const names = Object.keys(symbols) as readonly Symbol[]

const minuteMs = 60_000
/** Funding falls due at 00:00, 08:00 and 16:00 UTC. */
const fundingMs = 8 * 60 * minuteMs

export interface MarketAsked {
  readonly start: number
  readonly minutes: number
  /** A minute's usual share of the price. */
  readonly roughness: number
  readonly signals: number
  /** By default all of them. */
  readonly symbols?: readonly Symbol[]
}

/** Writes random candles of three symbols, with funding and signals of all kinds. Returns the plan's files. */
export function writeMarket(folder: string, dice: Chance, asked: MarketAsked) {
  for (const symbol of asked.symbols ?? names)
    write(join(folder, `${symbol}-1m-random.csv`), 'open_time,open,high,low,close,volume', [
      ...candles(symbol, dice, asked),
    ])
  mkdirSync(join(folder, 'funding'))
  const funding = join(folder, 'funding', 'funding.csv')
  write(funding, 'funding_time,symbol,funding_rate', fundingOf(dice, asked))
  const signals = join(folder, 'signals.jsonl')
  writeFileSync(signals, signalsOf(dice, asked))
  return { klines: [folder], funding: [funding], signals }
}

const write = (file: string, head: string, lines: readonly string[]) =>
  writeFileSync(file, `${head}\n${lines.join('\n')}\n`)

function* candles(symbol: Symbol, dice: Chance, { start, minutes, roughness }: MarketAsked) {
  let price: number = symbols[symbol]
  for (let index = 0; index < minutes; index++) {
    const share = (what: string) => dice.share(`${symbol} ${index} ${what}`)
    const jump = share('jump') < 0.03 ? (share('size') - 0.5) * 0.03 : 0
    const close = price * (1 + (share('walk') - 0.5) * 6 * roughness + jump)
    const low = Math.min(price, close) * (1 - share('low') * roughness)
    const high = Math.max(price, close) * (1 + share('high') * roughness)
    const text = [price, high, low, close].map(each => each.toFixed(decimals[symbol]))
    price = Number(text[3])
    yield [start + index * minuteMs, ...text, (2_000_000 / price).toFixed(3)].join(',')
  }
}

function fundingOf(
  dice: Chance,
  { start, minutes, symbols: paying = names }: MarketAsked,
): readonly string[] {
  const first = Math.ceil(start / fundingMs) * fundingMs
  const count = Math.max(0, Math.ceil((start + minutes * minuteMs - first) / fundingMs))
  return Array.from({ length: count }, (_, index) => first + index * fundingMs).flatMap((paid, index) =>
    paying.map(symbol => `${paid},${symbol},${dice.pick(['0.0001', '-0.0004'], `rate ${symbol} ${index}`)}`),
  )
}

function signalsOf(dice: Chance, { start, minutes, signals, symbols: traded = names }: MarketAsked): string {
  const [first, last] = [start + minuteMs, start + (minutes - 20) * minuteMs]
  return Array.from({ length: signals }, (_, index) => ({
    symbol: dice.pick(traded, `symbol ${index}`),
    action: dice.pick(['BUY', 'SELL', 'BUY', 'SELL', 'CLOSE', 'HOLD'], `action ${index}`),
    ...{ confidence: 0.9, source: 'random', leverage: dice.pick([2, 3, 5, 10, 25], `leverage ${index}`) },
    timestamp: Math.floor(dice.between(first, last, `at ${index}`)),
  }))
    .toSorted((one, other) => one.timestamp - other.timestamp)
    .map(body => `${JSON.stringify(body)}\n`)
    .join('')
}
