import { type Market, openMarket } from '#paper/market/market.ts'
import { serveMarket } from '#paper/market/market-server.ts'
import type { PathOrder } from '#paper/market/price-path.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules } from '#paper/rules.ts'
import { loadConfiguration } from '#runtime/configuration.ts'
import { createState } from '#state/state.ts'
import { createObserver } from '../judge/observed.ts'
import { readRecords } from '../judge/records.ts'
import { reportOf } from '../judge/report.ts'
import { eventLine } from '../show/event-line.ts'
import type { Screen } from '../show/screen.ts'
import { type LocalStack, startLocalStack } from '../stack.ts'
import { closeAtTheEnd } from './end-of-data.ts'
import { readLedgers } from './ledgers.ts'
import { readSignalLines } from './signal-lines.ts'
import { followPositions } from './table.ts'

export interface PlayOptions {
  readonly klines: readonly string[]
  readonly funding: readonly string[]
  readonly signals: string
  readonly speed: number
  readonly from?: number
  readonly to?: number
  readonly path: PathOrder
  /** Settings (`QT_…`) that differ from their defaults. */
  readonly environment: Readonly<Record<string, string>>
  readonly screen: Screen
}

/** The first tick of a table that nobody traded on yet needs its rules and its watch; signals come after. */
const leadMs = 10_000

/** Plays a recorded market and its signals over the synthesized stack, from the first signal to the last close. */
export async function play(options: PlayOptions): Promise<ReturnType<typeof reportOf>> {
  const configuration = loadConfiguration(options.environment)
  const market = openMarket({ ...options, tickSizes: tickSizes() })
  const startAt = Math.max(market.from, options.from ?? market.from)
  const lines = readSignalLines(options.signals, startAt + leadMs).filter(({ at }) => at < market.to)
  const observer = createObserver()
  const { screen } = options
  screen.note(introduction(market, startAt, lines.length, options.speed))

  const feed = await serveMarket(
    market,
    clockOf(() => stack),
  )
  const stack: LocalStack = await startLocalStack({
    startAt,
    speed: options.speed,
    environment: { ...options.environment },
    feedUrl: feed.url,
    onLog: (_, line) => {
      const parsed = observer.readLine(line)
      const shown = parsed && eventLine(parsed)
      if (shown) screen.note(shown)
    },
    onAnswer: (_, answer) => observer.noteAnswer(answer, stack.clock.now()),
  })
  try {
    const { clock, documents, table } = stack
    const state = createState({ documents, table, clock })
    await state.account.open(configuration.venue, configuration.killSwitch)
    const unfollow = followPositions({
      clock,
      state,
      market,
      screen,
      intervalMs: configuration.checkIntervalSeconds * 1000,
    })
    for (const { body, at } of lines) {
      await clock.sleep(at - clock.now())
      await stack.sendSignal(body)
    }
    await clock.sleep(market.to - clock.now())
    await closeAtTheEnd(stack, state)
    unfollow()
    const symbols = market.symbols
    const ledgers = await readLedgers({ stack, market, symbols, balance: configuration.paperBalance })
    return reportOf({
      received: lines.length,
      records: await readRecords(documents, table),
      ledgers,
      observed: observer,
      intervalMs: configuration.checkIntervalSeconds * 1000,
    })
  } finally {
    await stack.close()
    await feed.close()
  }
}

/** The market server is there before the stack whose clock it follows. */
const clockOf = (stack: () => LocalStack) => ({
  now: () => stack().clock.now(),
  sleep: (ms: number) => stack().clock.sleep(ms),
})

const tickSizes = () =>
  Object.fromEntries(
    [...parseRules(shippedRules)].map(([symbol, rules]) => [symbol, rules.tickSize.toFixed()]),
  )

function introduction(market: Market, startAt: number, signals: number, speed: number): string {
  const [from, to] = [startAt, market.to].map(at => new Date(at).toISOString().slice(0, 16).replace('T', ' '))
  const pace = Number.isFinite(speed) ? `${speed} times as fast` : 'as fast as it goes'
  return `Playing ${market.symbols.join(', ')} from ${from} to ${to} UTC, ${pace}, with ${signals} signals.`
}
