import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paces } from '#domain/latency.ts'
import { readInput } from '../../infra/lab/input.ts'
import { playInLab } from '../../infra/lab/play-lab.ts'
import { type Chance, chance } from '../storm/chance.ts'

const start = Date.parse('2025-02-03T23:20:00Z')
const minute = 60_000
const minutes = 80
const symbols = { ETHUSDT: 3_000, SOLUSDT: 200, XRPUSDT: 2.5 } as const
const decimals = { ETHUSDT: 2, SOLUSDT: 2, XRPUSDT: 4 } as const
type Symbol = keyof typeof symbols

/** Candles of one random market as rough as its seed has it, with funding on the hour, and signals of all kinds. */
function write(folder: string, dice: Chance) {
  const roughness = 10 ** dice.between(-4, -2.2, 'roughness')
  for (const symbol of Object.keys(symbols) as Symbol[]) {
    let price: number = symbols[symbol]
    const lines = Array.from({ length: minutes }, (_, index) => {
      const share = (what: string) => dice.share(`${symbol} ${index} ${what}`)
      const jump = share('jump') < 0.03 ? (share('size') - 0.5) * 0.03 : 0
      const close = price * (1 + (share('walk') - 0.5) * 6 * roughness + jump)
      const [low, high] = [
        Math.min(price, close) * (1 - share('low') * roughness),
        Math.max(price, close) * (1 + share('high') * roughness),
      ]
      const text = [price, high, low, close].map(each => each.toFixed(decimals[symbol]))
      price = Number(text[3])
      return [start + index * minute, ...text, (2_000_000 / price).toFixed(3)].join(',')
    })
    writeFileSync(
      join(folder, `${symbol}-1m-random.csv`),
      `open_time,open,high,low,close,volume\n${lines.join('\n')}\n`,
    )
  }
  const funding = join(folder, 'funding', 'funding.csv')
  mkdirSync(join(folder, 'funding'))
  const paid = start + 40 * minute
  const rates = Object.keys(symbols).map(
    symbol => `${paid},${symbol},${dice.pick(['0.0001', '-0.0004'], `rate ${symbol}`)}`,
  )
  writeFileSync(funding, `funding_time,symbol,funding_rate\n${rates.join('\n')}\n`)
  const signals = join(folder, 'signals.jsonl')
  const count = Math.floor(dice.between(3, 14, 'signals'))
  const bodies = Array.from({ length: count }, (_, index) => ({
    symbol: dice.pick(Object.keys(symbols), `symbol ${index}`),
    action: dice.pick(['BUY', 'SELL', 'BUY', 'SELL', 'CLOSE', 'HOLD'], `action ${index}`),
    ...{ confidence: 0.9, source: 'random', leverage: dice.pick([2, 3, 5, 10, 25], `leverage ${index}`) },
    timestamp: Math.floor(dice.between(start + minute, start + (minutes - 20) * minute, `at ${index}`)),
  }))
  const inOrder = bodies.toSorted((one, other) => one.timestamp - other.timestamp)
  writeFileSync(signals, inOrder.map(body => `${JSON.stringify(body)}\n`).join(''))
  return { klines: [folder], funding: [funding], signals }
}

/** Plays the market of a seed with every look, and without those that provably hold; all that each came to. */
export async function playRandomMarket(seed: number) {
  const dice = chance(seed)
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-random-'))
  const environment = {
    QT_COOLDOWN_SECONDS: dice.pick(['0', '60'], 'cooldown'),
    QT_CHECK_INTERVAL: dice.pick(['10', '10', '5'], 'interval'),
    QT_MARGIN_MODE: dice.pick(['isolated', 'isolated', 'isolated', 'cross'], 'margin mode'),
  }
  const path = dice.pick(['adverse-first', 'favourable-first', 'random:7'] as const, 'path')
  const pace = paces[dice.pick(['fast', 'usual', 'slow'] as const, 'pace')]
  try {
    const data = write(folder, dice)
    const play = async (everyLook: boolean) => {
      const { plan } = readInput({ ...data, columns: {}, path, environment })
      const { records, made, ...came } = await playInLab(plan, { pace, quota: 1_000, everyLook })
      return { ...came, looks: made, records: { ...records, journals: [...records.journals] } }
    }
    return { every: await play(true), few: await play(false) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
