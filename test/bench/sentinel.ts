import { setTimeout as pause } from 'node:timers/promises'
import { dec } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import { priceAt } from '#domain/margin.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { systemClock } from '#ports/clock.ts'
import { signed } from '../paper/builder.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import type { Budget } from './budget.ts'
import { type Inventory, readInventory } from './cost/inventory.ts'
import { type Line, total } from './cost/line.ts'
import { linesTable, usd } from './cost/lines-table.ts'
import { sentinelCharges } from './cost/sentinel.ts'
import { templatesOf } from './cost/templates.ts'
import { startingPrice } from './floor.ts'
import { type HeardFloor, openHeardFloor, wayMs } from './heard-floor.ts'
import { median, quantile } from './median.ts'
import { tableOf } from './table.ts'

/** The delay for each affected position; ms. */
export interface Reaction {
  readonly median: number
  readonly worst: number
  readonly times: number
}

export interface Reactions {
  /** Another client cancels all stops of a position: until it has a market stop again. */
  readonly protectedAgain: Reaction
  /** The same for all positions at once. */
  readonly allAgain: Reaction
  /** A take-profit fills: until the backup stop has the size of the rest. */
  readonly resized: Reaction
  /** The mark is at the level of a close by force, and the stop does not execute: until the exit fills. */
  readonly exited: Reaction
}

export interface SentinelMeasure {
  readonly roundTripMs: number
  readonly without: Reactions
  readonly heard: Reactions
  /** What it adds on a day with one position open all day; USD. */
  readonly daily: readonly Line[]
}

const positions = 8
const leverage = 30
const intervalMs = 10_000

export async function measureSentinel(dynamo: LocalDynamo): Promise<SentinelMeasure> {
  const [without, heard] = await Promise.all([reactions(dynamo, false), reactions(dynamo, true)])
  const inventories = [templatesOf('live', { sentinel: 'true' }), templatesOf('live')].map(readInventory)
  const [withOne, none] = inventories as [Inventory, Inventory]
  return { roundTripMs: 2 * wayMs, without, heard, daily: sentinelCharges(withOne, none, 1) }
}

async function reactions(dynamo: LocalDynamo, isHeard: boolean): Promise<Reactions> {
  const floor = await openHeardFloor(dynamo, positions, isHeard)
  try {
    for (const symbol of floor.symbols) await floor.open(symbol)
    floor.watch()
    await pause(2_000)
    const [protectedAgain, allAgain] = await cancelling(floor)
    const [filling, ignoring] = [floor.symbols.slice(0, positions / 2), floor.symbols.slice(positions / 2)]
    const resized = await takingProfit(floor, filling)
    const exited = await ignoringStops(floor, ignoring)
    return { protectedAgain, allAgain, resized, exited }
  } finally {
    await floor.end()
  }
}

/** Each position at another part of the time between two ticks. */
const atEachPart = (symbols: readonly string[], what: (symbol: string) => Promise<void>): Promise<unknown> =>
  Promise.all(
    symbols.map(async (symbol, index) => {
      await atPart((index + 0.5) / symbols.length)
      await what(symbol)
    }),
  )

/** The next time at which this share of the time between two ticks is over. */
const atPart = (share: number): Promise<void> =>
  pause((share * intervalMs - (systemClock.now() % intervalMs) + intervalMs) % intervalMs)

/** Until the next tick has seen what no event told, and has acted on it. */
const afterTheTick = () => pause(intervalMs + 3_000)

async function cancelAll({ venue }: HeardFloor, symbol: string): Promise<void> {
  const request = signed('DELETE', '/v1/algoOpenOrders', { symbol }, defaultPaperSettings, systemClock.now())
  const answer = await venue.fetch(...request)
  if (!answer.ok)
    throw new Error(`Expected the stops of ${symbol} to be cancelled, got ${await answer.text()}`)
}

async function cancelling(floor: HeardFloor): Promise<readonly [one: Reaction, all: Reaction]> {
  await atEachPart(floor.symbols, symbol => cancelAll(floor, symbol))
  await afterTheTick()
  await atPart(0.5)
  const middle = systemClock.now()
  await Promise.all(floor.symbols.map(symbol => cancelAll(floor, symbol)))
  await afterTheTick()
  const spans = await Promise.all(
    floor.symbols.map(async symbol =>
      positionLifetimes(await floor.venue.ledger(symbol)).flatMap(({ naked }) => naked),
    ),
  )
  const later = spans.flat().filter(({ kind }) => kind !== 'entry')
  const times = (isMeant: (from: number) => boolean) =>
    later.filter(({ from }) => isMeant(from)).map(({ from, to }) => to - from)
  return [
    reaction(
      'protected again',
      times(from => from < middle),
      positions,
    ),
    reaction(
      'all are protected again',
      times(from => from >= middle),
      positions,
    ),
  ]
}

/** Two steps: orders that the first one triggers fill at the second. */
const goTo = ({ feed }: HeardFloor, symbol: string, price: string) => {
  for (const ahead of [1, 15]) feed.push(symbol, systemClock.now() + ahead, price)
}

async function takingProfit(floor: HeardFloor, symbols: readonly string[]): Promise<Reaction> {
  const price = priceAt('long', dec(startingPrice), dec('0.04'), leverage).toFixed(1)
  await atEachPart(symbols, async symbol => goTo(floor, symbol, price))
  await afterTheTick()
  const times = await Promise.all(symbols.map(symbol => resizedAfter(floor, symbol)))
  return reaction('resized', times, symbols.length)
}

async function resizedAfter({ venue }: HeardFloor, symbol: string): Promise<number> {
  const { trades, algoOrders } = await venue.ledger(symbol)
  // The entry was the first; a later one may have filled at the price that the first brought about.
  const [, fill] = trades
  const left = dec(fill?.positionAfter ?? 'NaN').abs()
  const resized = algoOrders.find(
    ({ clientAlgoId, quantity, createTime }) =>
      ownerOf(clientAlgoId)?.purpose === 'backup' && left.eq(quantity) && createTime > (fill?.time ?? 0),
  )
  if (!fill || !resized)
    throw new Error(
      `Expected a take-profit of ${symbol} and its backup resized, got ${JSON.stringify(trades)}`,
    )
  return resized.createTime - fill.time
}

async function ignoringStops(floor: HeardFloor, symbols: readonly string[]): Promise<Reaction> {
  floor.faults.add({ fault: { kind: 'trigger', outcome: 'ignored' } })
  await Promise.all(symbols.map(symbol => cancelAll(floor, symbol)))
  await afterTheTick()
  const passed = new Map<string, number>()
  const { slots } = (await floor.state.account.read()).item
  const [first] = await floor.state.positions.readAll(symbols.map(symbol => slots[symbol]?.positionId ?? ''))
  const { emergencyPct } = first?.item.settings ?? { emergencyPct: 'NaN' }
  const price = priceAt('long', dec(startingPrice), dec(emergencyPct).times('-1.1'), leverage).toFixed(1)
  await atEachPart(symbols, async symbol => {
    // Right before a mark, which Binance makes each second.
    await pause(1_900 - (systemClock.now() % 1_000))
    passed.set(symbol, systemClock.now() + 1)
    goTo(floor, symbol, price)
  })
  await afterTheTick()
  const times = await Promise.all(
    symbols.map(async symbol => {
      const exit = (await floor.venue.ledger(symbol)).trades.at(-1)
      if (exit?.positionAfter !== '0')
        throw new Error(`Expected ${symbol} to be closed, got ${JSON.stringify(exit)}`)
      return exit.time - (passed.get(symbol) ?? Number.NaN)
    }),
  )
  return reaction('exited', times, symbols.length)
}

function reaction(what: string, times: readonly number[], expected: number): Reaction {
  if (times.length !== expected)
    throw new Error(`Expected ${expected} times until ${what}, got ${times.length}: ${times.join(', ')}`)
  return { median: median(times), worst: quantile(times, 1), times: times.length }
}

const mostUsd = 0.36
const targets = {
  protectedAgain: [400, 1_000],
  allAgain: [1_000, 1_000],
  resized: [500, 500],
  exited: [1_000, 1_000],
} as const
const words: Readonly<Record<keyof Reactions, string>> = {
  protectedAgain: 'another client cancels the stops of a position: protected again',
  allAgain: `of all ${positions} at once: protected again`,
  resized: 'a take-profit fills: its backup is resized',
  exited: 'a stop does not execute: the position is closed',
}

export function sentinelTable({ without, heard, daily }: SentinelMeasure): string {
  const of = ({ median, worst }: Reaction) => [`${median} ms`, `${worst} ms`]
  const rows = (Object.keys(words) as (keyof Reactions)[]).map(what => [
    words[what],
    ...of(without[what]),
    ...of(heard[what]),
  ])
  const times = tableOf(['what happens', 'without: median', 'worst', 'with: median', 'worst'], rows)
  return `${times}\nA day with one position open all day, USD, before anything is woken:\n${linesTable(daily)}`
}

export const sentinelBudgets = ({ heard, roundTripMs, daily }: SentinelMeasure): readonly Budget[] => [
  ...(Object.keys(targets) as (keyof Reactions)[]).map(what => {
    const [usual, most] = targets[what]
    const { median, worst } = heard[what]
    return {
      what: `with a sentinel, round trip ${roundTripMs} ms: ${words[what]}`,
      expected: `median ${usual} ms, worst ${most} ms at most`,
      measured: `median ${median} ms, worst ${worst} ms`,
      held: median <= usual && worst <= most,
      hard: false,
    }
  }),
  {
    what: 'a sentinel with something open all day',
    expected: `${mostUsd} USD a day at most, before anything is woken`,
    measured: `${usd(total(daily))} USD`,
    held: total(daily) <= mostUsd,
    hard: true,
  },
]
