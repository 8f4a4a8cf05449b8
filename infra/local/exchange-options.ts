import { Command, InvalidArgumentError, Option } from 'commander'
import { defaultPaperSettings } from '#paper/settings.ts'
import { hostGiven, portGiven } from '../terminal/port.ts'
import { type AccountKey, accountNamed, accountsIn } from './market/accounts.ts'
import { pathOption } from './market/path-option.ts'
import type { PathOrder } from './market/price-path.ts'
import { fundingOption, instant, rulesOption } from './options.ts'

export interface ExchangeOptions {
  readonly klines: readonly string[]
  readonly funding: readonly string[]
  readonly rules: readonly string[]
  readonly port: number
  readonly host: string
  readonly speed: number
  readonly step: number
  readonly from?: number
  readonly path: PathOrder
  readonly balance: string
  readonly spread: string
  readonly depth: string
  readonly streamDelay: number
  readonly key: readonly AccountKey[]
  readonly keys: readonly AccountKey[]
  readonly tls?: string | true
  readonly record?: string
  readonly control?: true
}

const positive = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && Number.isFinite(value)))
    throw new InvalidArgumentError(`Expected a number above 0, got ${text}.`)
  return value
}

/** A longer wait than a timer can would be none. */
const longestMs = 2 ** 31 - 1

const milliseconds = (text: string): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value >= 0 && value <= longestMs))
    throw new InvalidArgumentError(`Expected milliseconds from 0 to ${longestMs}, got ${text}.`)
  return value
}

const amount = (text: string): string => {
  if (!/^\d+(\.\d+)?$/.test(text))
    throw new InvalidArgumentError(`Expected a decimal number like 2.5, got ${text}.`)
  return text
}

/** The `npm run exchange` command's options and help. */
export const exchangeCommand = new Command('npm run exchange --')
  .description('Serves the paper venue over HTTP and WebSocket: Binance USDⓈ-M futures on recorded prices.')
  .requiredOption(
    '--klines <paths...>',
    "recorded klines or trades (Binance's SYMBOL-1m-… and SYMBOL-aggTrades-… files): files or folders, .csv, .csv.gz or .zip",
  )
  .addOption(fundingOption())
  .addOption(rulesOption())
  .option('--port <port>', 'port to listen on; 0 takes a free one', portGiven, 8099)
  .option('--host <host>', 'address to listen on', hostGiven, '127.0.0.1')
  .option(
    '--speed <n>',
    "how many times faster than real time the recording plays; the venue's own clock stays real",
    positive,
    1,
  )
  .option(
    '--step <ms>',
    'time between two prices, at most 1000; 1 plays recorded trades one by one',
    positive,
    1000,
  )
  .option(
    '--from <iso>',
    'start here in the recording, and serve earlier prices as history (default: its beginning)',
    instant,
  )
  .addOption(pathOption())
  .option('--balance <usdt>', 'starting balance', amount, defaultPaperSettings.startingBalance)
  .option(
    '--spread <bps>',
    'smallest spread between bid and ask, in basis points',
    amount,
    defaultPaperSettings.spreadFloorBps,
  )
  .option(
    '--depth <usdt>',
    'smallest liquidity in each basis point of the book',
    amount,
    defaultPaperSettings.impact.depthFloorQuote,
  )
  .option(
    '--stream-delay <ms>',
    'delay of stream messages, in milliseconds',
    milliseconds,
    defaultPaperSettings.streamDelayMs,
  )
  .addOption(
    new Option(
      '--key <name[:usdt]>',
      'an account with this name and starting balance, with key NAME-key and secret NAME-secret; repeatable',
    )
      .argParser(accountNamed)
      .default([], 'paper'),
  )
  .addOption(
    new Option('--keys <file>', 'accounts with keys of your own: a JSON list of {apiKey, secret, balance}')
      .argParser(accountsIn)
      .default([], 'none'),
  )
  .option(
    '--tls [file]',
    'serve HTTPS with a certificate made at start; the certificate to trust is written to this file, or to a temporary one',
  )
  .option('--record <file>', 'append every request and answer to this file, as lines of JSON without secrets')
  .option('--control', 'let clients that send the printed token inject faults, under /_control')
  .addHelpText(
    'after',
    `
Examples:
  npm run exchange -- --klines ./klines --speed 10
  npm run exchange -- --klines ETHUSDT-1m-2025-02.zip --from 2025-02-03T02:00:00Z --port 8099
  npm run exchange -- --klines APEUSDT-aggTrades-2024-10-18.zip --step 1
  npm run exchange -- --klines ./klines --record exchange.jsonl --control
  npm run exchange -- --klines ./klines --key alice:5000 --key bob --tls exchange.pem

With --control, this has the next stop accepted and its trigger ignored:
  curl -X POST localhost:8099/_control/faults -H "Authorization: Bearer $TOKEN" -d \\
    '{"match":{"orderType":"STOP_MARKET"},"times":1,"fault":{"kind":"trigger","outcome":"ignored"}}'

Point any Binance futures client at the two printed addresses, one for requests
and one for streams. Times on the wire are wall-clock times.`,
  )
