/**
 * Records what this release leaves behind in the middle of everything, for every later release to carry on:
 *
 *   node test/in-process/upgrade/record.ts NAME
 *
 * One position whose entry was just sent, one in mid-ratchet, one in mid-close, one that is closed; each function
 * was killed on the way.
 */
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { startDynamo } from '../../table/local-table.ts'
import { aLife, Killed, type Life } from '../life.ts'
import { buy, positionOf } from '../signals.ts'
import { openSystem, type System } from '../system.ts'
import { allItems, type Kept, keepingStore, textOf } from './kept.ts'

/** The processes that are killed on the way, by what they do. */
interface Lives {
  readonly entry: Life
  readonly ratchet: Life
  readonly close: Life
}

const first: Readonly<Record<string, string>> = {
  BTCUSDT: '60000',
  ETHUSDT: '2500',
  SOLUSDT: '200',
  XRPUSDT: '2',
}
const symbols = Object.keys(first)

const dynamo = await startDynamo()

async function leave({ entry, ratchet, close }: Lives): Promise<Kept> {
  const stored = await dynamo.createTable()
  const venue = keepingStore()
  const system = await openSystem(dynamo, { stored, store: venue, environment: { QT_COOLDOWN_SECONDS: '0' } })
  for (const symbol of symbols.slice(1)) system.feed.push(symbol, system.clock.now(), first[symbol] ?? '')
  const open = (symbol: string) => system.signal(buy(system, { id: symbol, symbol, leverage: 10 }))
  const went = async (percent: number, ...those: readonly string[]) => {
    for (const symbol of those) system.move(after(symbol, percent), symbol)
    await system.nextTick()
  }

  await open('XRPUSDT')
  await went(2.1, 'XRPUSDT')
  await went(0.4, 'XRPUSDT')
  system.clock.advance(60_000)
  for (const symbol of symbols) system.move(first[symbol] ?? '', symbol)
  await open('BTCUSDT')
  await open('ETHUSDT')
  await went(0.55, 'BTCUSDT', 'ETHUSDT')
  await system.signal(buy(system, { id: 'doubt', symbol: 'BTCUSDT', action: 'HOLD' }))
  await system.nextTick()

  system.move(after('BTCUSDT', 2.4), 'BTCUSDT')
  system.clock.advance(10_000 - (system.clock.now() % 10_000))
  await system.tickWatch({ inspect: ratchet })
  const { id: positionId } = await positionOf(system, 'ETHUSDT')
  await unlessKilled(system.close({ v: 1, positionId, reason: 'signal' }, close))
  await system.gate(buy(system, { id: 'SOLUSDT', symbol: 'SOLUSDT', leverage: 10 }))
  await unlessKilled(system.take(system.trades.waiting[0] ?? '', entry))
  return keptOf(system)

  async function keptOf({ clock, feed }: System): Promise<Kept> {
    const prices = await Promise.all(
      symbols.map(async symbol => [symbol, await feed.steps(symbol, 0, clock.now())] as const),
    )
    return {
      at: clock.now(),
      items: await allItems(stored),
      ...venue.kept(),
      prices: Object.fromEntries(prices),
    }
  }
}

const after = (symbol: string, percent: number): string =>
  (Number(first[symbol]) * (1 + percent / 100)).toFixed(4)

async function unlessKilled(work: Promise<void>): Promise<void> {
  await work.catch(error => {
    if (!(error instanceof Killed)) throw error
  })
}

/** The step, counted from 1, after the `n`th one of this name. */
const afterStep = ({ steps }: Life, name: string, n: number): number =>
  steps.flatMap((step, index) => (step === name ? [index + 2] : []))[n - 1] ?? Number.NaN

const whole = { entry: aLife(), ratchet: aLife(), close: aLife() }
await leave(whole)
const kept = await leave({
  entry: aLife(afterStep(whole.entry, 'exchange.place', 1)),
  // The bridge stands, and the former stop is not cancelled yet.
  ratchet: aLife(afterStep(whole.ratchet, 'exchange.placeAlgo', 1)),
  // The position is sold, and both books still have its orders.
  close: aLife(afterStep(whole.close, 'exchange.place', 1)),
})
const [, , name = 'unnamed'] = process.argv
const file = new URL(`./kept/${name}.json.gz`, import.meta.url)
writeFileSync(file, gzipSync(textOf(kept), { level: 9 }))
console.log(`${file.pathname}: ${kept.items.length} items`)
await dynamo.stop()
