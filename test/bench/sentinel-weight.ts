import { dec } from '#domain/decimal.ts'
import { priceAt } from '#domain/margin.ts'
import { wakeBudget } from '#domain/wake-budget.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { signed } from '../paper/builder.ts'
import type { Budget } from './budget.ts'
import { startingPrice } from './floor.ts'
import { tableOf } from './table.ts'
import { openTimedFloor, type TimedFloor, toNextMinute } from './timed-floor.ts'

/** Requests to the exchange in a minute, by the venue's own count. */
export interface Weighed {
  readonly quiet: number
  /** All prices fall through the stops, which execute: the busiest minute. */
  readonly stopped: number
  /** The stops do not execute, and all positions are closed by force. */
  readonly forced: number
  /** The weight granted between two ticks in the busiest minute of both. */
  readonly granted: number
  /** In both. */
  readonly wakes: number
}

export interface WeightMeasure {
  readonly positions: number
  readonly without: Weighed
  readonly heard: Weighed
}

/** The weight that Binance allows an address in a minute. */
const mostWeight = 2_400
const leverage = 30
/** An entry weighs about 85. */
const entriesPerMinute = 20
/** The length of a fall, and the span between the first symbol's and the last one's. */
const [fallMs, spreadMs, stepMs] = [10_000, 5_000, 250]
/** Beyond the level of a close by force, as a share of its margin. */
const bottom = '-0.12'

export async function measureWeights(counts: readonly number[]): Promise<readonly WeightMeasure[]> {
  const measured: WeightMeasure[] = []
  for (const positions of counts)
    measured.push({
      positions,
      without: await weigh(positions, false),
      heard: await weigh(positions, true),
    })
  return measured
}

async function weigh(positions: number, isHeard: boolean): Promise<Weighed> {
  const [stopped, forced] = [await crash(positions, isHeard, false), await crash(positions, isHeard, true)]
  return {
    quiet: Math.max(stopped.quiet, forced.quiet),
    stopped: stopped.busiest,
    forced: forced.busiest,
    granted: Math.max(stopped.granted, forced.granted),
    wakes: stopped.wakes + forced.wakes,
  }
}

/** A quiet minute, and two from the begin of a fall on. */
async function crash(positions: number, isHeard: boolean, isIgnored: boolean) {
  const floor = await openTimedFloor(positions, isHeard)
  const { time } = floor
  await openAll(floor)
  if (isIgnored) await ignoreStops(floor)
  floor.begin()
  await toNextMinute(floor)
  await toNextMinute(floor)
  const quiet = floor.weightIn(time.now() - 1)
  fall(floor)
  const minutes: number[] = []
  let granted = 0
  for (let second = 1; second <= 120; second++) {
    await time.pass(1_000)
    granted = Math.max(granted, (await floor.state.woken.read())?.item.weight ?? 0)
    if (second % 60 === 0) minutes.push(floor.weightIn(time.now() - 1))
  }
  const left = Object.keys((await floor.state.account.read()).item.slots).length
  if (left > 0) throw new Error(`Expected all of ${positions} to be closed after the crash, got ${left} open`)
  return { quiet, granted, busiest: Math.max(...minutes), wakes: floor.wakes() }
}

async function openAll(floor: TimedFloor): Promise<void> {
  for (const [index, symbol] of floor.symbols.entries()) {
    if (index > 0 && index % entriesPerMinute === 0) await toNextMinute(floor)
    await floor.time.through(floor.open(symbol))
  }
  await toNextMinute(floor)
}

/** No stop that the watch places from now on will execute. */
async function ignoreStops({ faults, venue, symbols, time }: TimedFloor): Promise<void> {
  faults.add({ fault: { kind: 'trigger', outcome: 'ignored' } })
  for (const symbol of symbols) {
    const request = signed('DELETE', '/v1/algoOpenOrders', { symbol }, defaultPaperSettings, time.now())
    const answer = await time.through(venue.fetch(...request))
    if (!answer.ok)
      throw new Error(`Expected the stops of ${symbol} to be cancelled, got ${await answer.text()}`)
  }
}

/**
 * From a little after now, one symbol after the other, in many steps: orders that one step triggers fill at the next.
 */
function fall({ feed, symbols, time }: TimedFloor): void {
  const begin = time.now() + 2_000
  for (const [index, symbol] of symbols.entries()) {
    const from = begin + Math.round((index / symbols.length) * spreadMs)
    for (let after = stepMs; after <= fallMs; after += stepMs) {
      const pnl = dec(bottom).times(after).div(fallMs)
      feed.push(symbol, from + after, priceAt('long', dec(startingPrice), pnl, leverage).toFixed(1))
    }
    feed.push(
      symbol,
      from + fallMs + 20,
      priceAt('long', dec(startingPrice), dec(bottom), leverage).toFixed(1),
    )
  }
}

export const weightsTable = (measured: readonly WeightMeasure[]): string =>
  tableOf(
    ['open', 'sentinel', 'quiet', 'all stopped out', 'all closed by force', 'granted between ticks', 'wakes'],
    measured.flatMap(({ positions, without, heard }) =>
      [['without', without] as const, ['with', heard] as const].map(([how, weighed]) => [
        ...[String(positions), how],
        ...[weighed.quiet, weighed.stopped, weighed.forced, weighed.granted, weighed.wakes].map(String),
      ]),
    ),
  )

export const weightBudgets = (measured: readonly WeightMeasure[]): readonly Budget[] =>
  measured.flatMap(({ positions, heard }) => {
    const most = Math.max(heard.quiet, heard.stopped, heard.forced)
    return [
      {
        what: `request weight of the busiest minute with a sentinel, ${positions} open`,
        expected: `below ${mostWeight}`,
        measured: String(most),
        held: most < mostWeight,
        hard: false,
      },
      {
        what: `of it granted between two ticks, ${positions} open`,
        expected: `at most ${wakeBudget.weight}`,
        measured: String(heard.granted),
        held: heard.granted <= wakeBudget.weight,
        hard: true,
      },
    ]
  })
