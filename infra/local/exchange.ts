import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { createFaults } from '#paper/faults/faults.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { systemClock } from '#ports/clock.ts'
import { createControl } from './market/control.ts'
import { openMarket } from './market/market.ts'
import { createMemoryStore } from './market/memory-store.ts'
import { pathOption } from './market/path-option.ts'
import type { PathOrder } from './market/price-path.ts'
import { recorded } from './market/recording.ts'
import { retimedFeed } from './market/retimed-feed.ts'
import { serveVenue } from './market/serve.ts'
import { fundingOption, instant } from './options.ts'

interface ExchangeOptions {
  readonly klines: readonly string[]
  readonly funding: readonly string[]
  readonly port: number
  readonly host: string
  readonly speed: number
  readonly step: number
  readonly from?: number
  readonly path: PathOrder
  readonly balance: string
  readonly spread: string
  readonly depth: string
  readonly record?: string
  readonly control?: true
}

const positive = (text: string): number => {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError(`Expected a number above 0, got ${text}.`)
  return value
}

const amount = (text: string): string => {
  if (!/^\d+(\.\d+)?$/.test(text))
    throw new InvalidArgumentError(`Expected a decimal number like 2.5, got ${text}.`)
  return text
}

const command = new Command('npm run exchange --')
  .description('Serves the paper venue over HTTP: Binance USDⓈ-M futures on recorded prices.')
  .requiredOption(
    '--klines <paths...>',
    "recorded klines or trades (Binance's SYMBOL-1m-… and SYMBOL-aggTrades-… files): files or folders, .csv, .csv.gz or .zip",
  )
  .addOption(fundingOption())
  .option('--port <port>', 'port to listen on; 0 takes a free one', Number, 8099)
  .option('--host <host>', 'address to listen on', '127.0.0.1')
  .option('--speed <n>', 'recorded time per real time; the venue itself keeps the wall clock', positive, 1)
  .option(
    '--step <ms>',
    'time between two prices, at most 1000; 1 plays recorded trades one by one',
    positive,
    1000,
  )
  .option(
    '--from <iso>',
    'start here in the recording, and serve what lies before as the past (default: its beginning)',
    instant,
  )
  .addOption(pathOption())
  .option('--balance <usdt>', 'starting balance', amount, defaultPaperSettings.startingBalance)
  .option(
    '--spread <bps>',
    'least distance of bid and ask, in basis points',
    amount,
    defaultPaperSettings.spreadFloorBps,
  )
  .option(
    '--depth <usdt>',
    'least liquidity in each basis point of the book',
    amount,
    defaultPaperSettings.impact.depthFloorQuote,
  )
  .option('--record <file>', 'add every request and answer to this file, as lines of JSON without secrets')
  .option('--control', 'let clients that send the printed token make things go wrong, under /_control')
  .addHelpText(
    'after',
    `
Examples:
  npm run exchange -- --klines ./klines --speed 10
  npm run exchange -- --klines ETHUSDT-1m-2025-02.zip --from 2025-02-03T02:00:00Z --port 8099
  npm run exchange -- --klines APEUSDT-aggTrades-2024-10-18.zip --step 1
  npm run exchange -- --klines ./klines --record exchange.jsonl --control

With --control, the next stop is accepted and then ignored at its trigger by
  curl -X POST localhost:8099/_control/faults -H "Authorization: Bearer $TOKEN" -d \\
    '{"match":{"orderType":"STOP_MARKET"},"times":1,"fault":{"kind":"trigger","outcome":"ignored"}}'

Point any Binance futures client at the printed address. Times on the wire are wall-clock times.`,
  )

/** The `npm run exchange` command. */
async function serveExchange(options: ExchangeOptions): Promise<void> {
  const tickSizes = Object.fromEntries(
    [...parseRules(shippedRules)].map(([symbol, rules]) => [symbol, rules.tickSize.toFixed()]),
  )
  const { klines, funding, path, from } = options
  const market = openMarket({ klines, funding, path, stepMs: options.step, tickSizes })
  if (from !== undefined && from > market.to)
    throw new Error(
      `--from: expected a time up to ${new Date(market.to).toISOString()}, where the recording ends, got ${new Date(from).toISOString()}.`,
    )
  const unlisted = market.symbols.filter(symbol => tickSizes[symbol] === undefined)
  if (unlisted.length > 0) console.warn(`No trading rules, so not listed: ${unlisted.join(', ')}`)

  const timing = { marketStart: from ?? market.from, startAt: Date.now(), speed: options.speed }
  const settings = {
    ...defaultPaperSettings,
    startingBalance: options.balance,
    spreadFloorBps: options.spread,
    impact: { ...defaultPaperSettings.impact, depthFloorQuote: options.depth },
  }
  const { apiKey, secret, startingBalance } = settings
  const clock = systemClock
  const faults = createFaults()
  const venue = createPaperVenue({
    store: createMemoryStore(),
    feed: retimedFeed(market.feed, timing),
    clock,
    rules: shippedRules,
    settings,
    faults,
  })
  const file = options.record
  const write = (line: string) => appendFileSync(file ?? '', `${line}\n`)
  const shown = file === undefined ? venue : recorded(venue, { clock, write, secrets: [apiKey, secret] })
  const token = randomBytes(16).toString('hex')
  const served = await serveVenue(shown, {
    port: options.port,
    host: options.host,
    ...(options.control && { control: createControl({ venue, faults, clock, token }) }),
  })
  console.log(`Paper exchange at ${served.url}/fapi (instead of https://fapi.binance.com/fapi)`)
  console.log(`API key ${apiKey}, secret ${secret}, balance ${startingBalance} USDT`)
  console.log(`Symbols: ${market.symbols.filter(symbol => !unlisted.includes(symbol)).join(', ')}`)
  console.log(
    `Prices from ${new Date(timing.marketStart).toISOString()}, ${options.speed} times as fast, until ${new Date(market.to).toISOString()}; after that the last price stands.`,
  )
  if (file !== undefined) console.log(`Requests and answers are added to ${file}`)
  if (options.control) console.log(`Faults and verdicts at ${served.url}/_control with the token ${token}`)
  process.once('SIGINT', () => void served.close())
  process.once('SIGTERM', () => void served.close())
}

try {
  const options = command.parse().opts<ExchangeOptions>()
  await serveExchange(options)
} catch (problem) {
  console.error(problem instanceof Error ? problem.message : problem)
  process.exitCode = 1
}
