import { expect, test } from 'vitest'
import { timing } from '#domain/timing.ts'
import { publicRules, type ReadingStore } from '#paper/rules/public-rules.ts'
import type { Reading } from '#paper/rules/reading.ts'
import { snapshotBook } from '#paper/rules/snapshot-book.ts'
import type { ExchangeInfoSymbol } from '#paper/rules.ts'
import { START, type VirtualClock, virtualClock } from '../builder.ts'

const { fresh, look, looksAhead } = timing.paperRules

/** One of Binance's rows, with another tick or without some fields. */
function rowOf(symbol: string, change: Partial<ExchangeInfoSymbol> = {}): ExchangeInfoSymbol {
  const row = snapshotBook().exchangeInfo.symbols.find(each => each.symbol === 'LINKUSDT')
  if (!row) throw new Error('Expected LINKUSDT in the snapshot')
  return { ...row, symbol, pair: symbol, baseAsset: symbol.replace('USDT', ''), ...change }
}

const withTick = (symbol: string, tickSize: string) => ({
  ...rowOf(symbol),
  filters: rowOf(symbol).filters.map(each =>
    each.filterType === 'PRICE_FILTER' ? { ...each, tickSize } : each,
  ),
})

/** Binance, with a list that a test controls; a text is an answer that is not a list. */
function binance() {
  const asked: string[] = []
  const state = {
    symbols: [rowOf('LINKUSDT'), rowOf('NEWUSDT')] as unknown[],
    failing: undefined as Response | undefined,
  }
  const fetchFrom = async (url: string | URL | Request) => {
    const { pathname } = new URL(String(url))
    asked.push(pathname)
    if (state.failing) return state.failing.clone()
    return Response.json(
      pathname.endsWith('exchangeInfo')
        ? { symbols: state.symbols }
        : [
            {
              symbol: 'LINKUSDT',
              fundingIntervalHours: 4,
              adjustedFundingRateCap: '0.02',
              adjustedFundingRateFloor: '-0.02',
            },
          ],
    )
  }
  return { state, asked, fetch: fetchFrom as typeof fetch }
}

function sharedStore(): ReadingStore {
  let kept: readonly Reading[] = []
  return {
    read: async () => kept,
    save: async (next, before) => {
      if (kept.at(-1)?.readAt !== before.at(-1)?.readAt) return false
      kept = next
      return true
    },
  }
}

function processOf(clock: VirtualClock, world: ReturnType<typeof binance>, store = sharedStore()) {
  const told: string[] = []
  const source = publicRules({
    ...{ clock, fetch: world.fetch, store },
    told: {
      failed: (error, serving) => told.push(`${(error as Error).message} (${serving?.readAt ?? 'snapshot'})`),
      unread: problems => told.push(...problems),
    },
  })
  const tickOf = async (symbol: string) => (await source.now()).get(symbol)?.tickSize.toFixed()
  return { source, told, tickOf }
}

test('rules are Binance’s own, read once an hour; brackets are the snapshot’s, or the strictest', async () => {
  const [clock, world] = [virtualClock(START), binance()]
  const { source } = processOf(clock, world)
  const book = await source.now()
  expect(book.listed).toEqual(['LINKUSDT', 'NEWUSDT'])
  expect(book.get('LINKUSDT')?.brackets).toEqual(snapshotBook().get('LINKUSDT')?.brackets)
  expect(book.get('LINKUSDT')?.fundingIntervalMs).toBe(4 * 3_600_000)
  expect(book.get('NEWUSDT')?.brackets[0]?.initialLeverage).toBe(3)
  expect(book.originsOf('NEWUSDT')).toMatchObject({
    rules: { source: 'public', of: new Date(START).toISOString() },
    brackets: { source: 'strictest' },
  })
  for (let at = 0; at < fresh; at += 60_000) {
    await source.now()
    clock.advance(60_000)
  }
  expect(world.asked).toHaveLength(2)
  await source.now()
  expect(world.asked).toHaveLength(4)
})

test('a new tick takes effect for all processes at the same instant, whichever of them read it', async () => {
  const [clock, world, store] = [virtualClock(START), binance(), sharedStore()]
  const [one, other] = [processOf(clock, world, store), processOf(clock, world, store)]
  expect(await one.tickOf('LINKUSDT')).toBe(await other.tickOf('LINKUSDT'))
  const before = await one.tickOf('LINKUSDT')
  world.state.symbols = [withTick('LINKUSDT', '0.1'), rowOf('NEWUSDT')]
  clock.advance(fresh)
  const readAt = clock.now()
  while (clock.now() < readAt + (looksAhead - 1) * look) {
    expect([await one.tickOf('LINKUSDT'), await other.tickOf('LINKUSDT')]).toEqual([before, before])
    clock.advance(30_000)
  }
  const seen = new Set<string>()
  while (clock.now() < readAt + (looksAhead + 1) * look) {
    const [a, b] = [await one.tickOf('LINKUSDT'), await other.tickOf('LINKUSDT')]
    expect(a).toBe(b)
    seen.add(a ?? '')
    clock.advance(30_000)
  }
  expect([...seen]).toEqual([before, '0.1'])
  expect(world.asked).toHaveLength(4)
})

test('without a connection the snapshot serves and that is reported; once Binance answers, its rules do', async () => {
  const [clock, world] = [virtualClock(START), binance()]
  world.state.failing = new Response('{"code":0,"msg":"restricted location"}', { status: 451 })
  const { source, told } = processOf(clock, world)
  expect((await source.now()).listed).toEqual(snapshotBook().listed)
  await source.now()
  expect(told).toEqual([
    expect.stringMatching(
      /^Binance's \w+ could not be read: .* answered 451 .*another region.* \(snapshot\)$/,
    ),
  ])
  world.state.failing = undefined
  clock.advance(look)
  expect((await source.now()).listed).toEqual(['LINKUSDT', 'NEWUSDT'])
})

test('if Binance fails later the last reading serves on, the failure is reported, and each look tries again', async () => {
  const [clock, world] = [virtualClock(START), binance()]
  const { source, told, tickOf } = processOf(clock, world)
  const before = await tickOf('LINKUSDT')
  world.state.failing = new Response('busy', { status: 503 })
  clock.advance(fresh)
  expect(await tickOf('LINKUSDT')).toBe(before)
  expect(told).toEqual([expect.stringContaining(`answered 503 busy (${START})`)])
  clock.advance(look)
  await source.now()
  expect(told).toHaveLength(2)
})

test('a body without a readable symbol counts as none', async () => {
  const [clock, world] = [virtualClock(START), binance()]
  world.state.symbols = [{ symbol: 'LINKUSDT' }]
  const { source, told } = processOf(clock, world)
  expect((await source.now()).listed).toEqual(snapshotBook().listed)
  expect(told).toEqual([
    expect.stringContaining('LINKUSDT: '),
    expect.stringContaining('none of its symbols can be read'),
  ])
})

test('a symbol that is no longer listed ends and stays known; a symbol whose row is broken keeps its rules', async () => {
  const [clock, world] = [virtualClock(START), binance()]
  const { source, told, tickOf } = processOf(clock, world)
  const before = await tickOf('LINKUSDT')
  world.state.symbols = [{ ...rowOf('LINKUSDT'), filters: [] }, rowOf('OTHERUSDT')]
  clock.advance(fresh)
  const readAt = clock.now()
  await source.now()
  clock.advance(looksAhead * look)
  const book = await source.now()
  expect(book.get('LINKUSDT')).toMatchObject({ isTrading: true })
  expect(await tickOf('LINKUSDT')).toBe(before)
  expect(told).toEqual([
    expect.stringContaining('tickSize of PRICE_FILTER: expected a number above 0, got undefined'),
  ])
  // It ended at the instant from which all processes know about it.
  const ends = (Math.floor(readAt / look) + looksAhead) * look
  expect(book.get('NEWUSDT')).toMatchObject({ isTrading: false, endsAt: ends })
  expect(book.exchangeInfo.symbols.map(({ symbol, status }) => `${symbol} ${status}`)).toEqual([
    ...['OTHERUSDT TRADING', 'LINKUSDT TRADING', 'NEWUSDT SETTLING'],
  ])
  expect(book.get('BNBUSDT')).toMatchObject({ isTrading: false })
  expect(book.get('NOSUCHUSDT')).toBeUndefined()
})

test.each(['PRICE_FILTER', 'LOT_SIZE'])(
  'a grid of 0 in %s is invalid: the symbol keeps its rules',
  async type => {
    const [clock, world] = [virtualClock(START), binance()]
    const row = rowOf('LINKUSDT')
    const filters = row.filters.map(each =>
      each.filterType === type ? { ...each, tickSize: '0.000', stepSize: '0.000' } : each,
    )
    world.state.symbols = [{ ...row, filters }, rowOf('OTHERUSDT')]
    const { source, told } = processOf(clock, world)
    const rules = (await source.now()).get('LINKUSDT')
    expect(told).toEqual([expect.stringContaining(`of ${type}: expected a number above 0, got 0.000`)])
    expect(rules?.tickSize.gt(0) && rules.lot.step.gt(0)).toBe(true)
  },
)

test('precisions never become coarser: existing orders were made with the finer ones', async () => {
  const [clock, world] = [virtualClock(START), binance()]
  const { source } = processOf(clock, world)
  const before = (await source.now()).get('LINKUSDT')
  world.state.symbols = [{ ...rowOf('LINKUSDT'), pricePrecision: 1, quantityPrecision: 0 }]
  clock.advance(fresh)
  await source.now()
  clock.advance(looksAhead * look)
  const after = (await source.now()).get('LINKUSDT')
  const { pricePrecision, quantityPrecision } = before ?? {}
  expect(after).toMatchObject({ pricePrecision, quantityPrecision })
})
