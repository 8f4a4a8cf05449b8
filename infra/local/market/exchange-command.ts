import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFaults } from '#paper/faults/faults.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { createStreams } from '#paper/streams/streams.ts'
import type { StreamedAccount } from '#paper/streams/user-stream.ts'
import { watchedStore } from '#paper/streams/watched-store.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { systemClock } from '#ports/clock.ts'
import { forTerminal } from '../../terminal/for-terminal.ts'
import { whyNotListening } from '../../terminal/port.ts'
import { endWithItsReader } from '../../terminal/reader.ts'
import type { ExchangeOptions } from '../exchange-options.ts'
import { failedCode } from '../failed-code.ts'
import { filesRead, mustHavePlaces } from '../play/place.ts'
import { rulesInVain } from '../rules/given-rules.ts'
import { openRuledMarket, rulesTold } from '../rules/ruled-market.ts'
import { byKey, openAccounts } from './accounts.ts'
import { selfSigned } from './certificate.ts'
import { createControl } from './control.ts'
import { createMemoryStore } from './memory-store.ts'
import { recorded, recordingTo } from './recording.ts'
import { retimedFeed } from './retimed-feed.ts'
import { serveVenue } from './serve.ts'

/**
 * Writes the certificate, without its key, to the file of `--tls`, or to one that this process removes at its end.
 */
function certificateFile(cert: string, given: string | true): string {
  if (given !== true) {
    writeFileSync(given, cert)
    return given
  }
  const folder = mkdtempSync(join(tmpdir(), 'paper-exchange-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'certificate.pem')
  writeFileSync(file, cert)
  return file
}

const refuseAddress =
  (asked: Pick<ExchangeOptions, 'port' | 'host'>) =>
  (error: unknown): never => {
    const why = whyNotListening(error, asked)
    if (why === undefined) throw error
    throw new Error(
      `The exchange cannot listen: ${why}. Choose another with --port or --host; --port 0 takes a free one.`,
      {
        cause: error,
      },
    )
  }

/** The `npm run exchange` command. */
async function serveExchange(options: ExchangeOptions): Promise<void> {
  const { klines, funding, path, from, rules, record: file } = options
  const { tls: certificate } = options
  mustHavePlaces(
    { record: file, ...(typeof certificate === 'string' && { tls: certificate }) },
    filesRead({ klines, funding, rules }),
  )
  const market = openRuledMarket({ klines, funding, path, rules, stepMs: options.step })
  if (from !== undefined && from > market.to)
    throw new Error(
      `--from: expected a time up to ${new Date(market.to).toISOString()}, where the recording ends, got ${new Date(from).toISOString()}.`,
    )
  for (const line of [...rulesInVain(rules, market.symbols), ...rulesTold(market)])
    console.warn(forTerminal(line))

  const clock = systemClock
  const timing = { marketStart: from ?? market.from, startAt: clock.now(), speed: options.speed }
  const faults = createFaults()
  const feed = retimedFeed(market.feed, timing)
  const behaviour = {
    spreadFloorBps: options.spread,
    impact: { ...defaultPaperSettings.impact, depthFloorQuote: options.depth },
    streamDelayMs: options.streamDelay,
  }
  const listened: StreamedAccount[] = []
  const accounts = openAccounts([...options.key, ...options.keys], options.balance, own => {
    const store = watchedStore(createMemoryStore())
    const keys = accountListenKeys()
    const settings = { ...defaultPaperSettings, ...own.settings, ...behaviour }
    const parts = { store, feed, clock, rules: market.rules, faults, listenKeys: keys }
    const venue = createPaperVenue({ ...own, ...parts, settings })
    listened.push({ keys, store, venue, settings })
    return venue
  })
  const venue = byKey(accounts)
  const streams = createStreams({
    ...{ accounts: listened, feed, clock, rules: market.rules, faults },
    settings: { ...defaultPaperSettings, ...behaviour },
  })
  const secrets = accounts.flatMap(({ apiKey, secret }) => [apiKey, secret])
  const tellCut = (line: string) => {
    console.error(forTerminal(line))
    process.exitCode = failedCode
  }
  const shown =
    file === undefined ? venue : recorded(venue, { clock, write: recordingTo(file, tellCut), secrets })
  const token = randomBytes(16).toString('hex')
  const tls = certificate === undefined ? undefined : selfSigned(options.host, clock.now())
  const written = tls && certificate && certificateFile(tls.cert, certificate)
  const served = await serveVenue(shown, {
    port: options.port,
    host: options.host,
    streams,
    ...(tls && { tls }),
    ...(options.control && { control: createControl({ accounts, faults, clock, token }) }),
  }).catch(refuseAddress(options))
  endWithItsReader(() => process.exit(failedCode))
  process.once('SIGINT', () => void served.close())
  process.once('SIGTERM', () => void served.close())
  console.log(`Paper exchange at ${served.url}/fapi (instead of https://fapi.binance.com/fapi)`)
  console.log(
    `Streams at ${served.url.replace(/^http/, 'ws')}/{public,market,private} (instead of wss://fstream.binance.com/…)`,
  )
  for (const { apiKey, secret, balance } of accounts)
    console.log(`API key ${apiKey}, secret ${secret}, balance ${balance} USDT`)
  if (tls) {
    console.log(`Certificate ${written}, SHA-256 ${tls.fingerprint}`)
    console.log(
      `With ccxt, to keep its error classes, use https://demo-fapi@${options.host}:${new URL(served.url).port}/fapi`,
    )
  }
  console.log(`Symbols: ${market.symbols.join(', ')}`)
  console.log(
    `Prices from ${new Date(timing.marketStart).toISOString()}, ${options.speed === 1 ? 'in real time' : `${options.speed} times as fast`}, until ${new Date(market.to).toISOString()}; then the last price stays.`,
  )
  if (file !== undefined) console.log(`Requests and answers are added to ${file}`)
  if (options.control) console.log(`Faults and verdicts at ${served.url}/_control with the token ${token}`)
}

/** The same; what is wrong ends the process with code 2, and is said. */
export async function serveUntilTold(options: ExchangeOptions): Promise<void> {
  try {
    await serveExchange(options)
  } catch (problem) {
    console.error(problem instanceof Error ? forTerminal(problem.message) : problem)
    process.exitCode = failedCode
  }
}
