import { describe, expect, test } from 'vitest'
import type { Position } from '#domain/position.ts'
import { signalStory } from '../../infra/operator/explain/signal-story.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises } from './audit.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()
type Said = Readonly<Record<string, unknown>>

const trusting = {
  tv: { shape: 'tradingview', confidence: '0.8', opposite: 'flip' },
  bot: { confidence: '0.9' },
}
const opened = (sources: object = trusting): Promise<System> =>
  openSystem(dynamo, { known: [btcRules], environment: { QT_SOURCES: JSON.stringify(sources) } })

/** The alert of a strategy from docs/signals.md, with the values that TradingView fills in (whole seconds). */
const alert = ({ clock }: System, said: Said): Said => ({
  source: 'tv',
  ticker: 'BINANCE:BTCUSDT.P',
  timenow: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
  ...said,
})

async function send(system: System, said: Said | string): Promise<void> {
  system.clock.advance(2_000)
  await system.gate(said)
  while (system.trades.waiting.length + system.closes.waiting.length > 0) await system.drain()
}

async function positions(system: System): Promise<readonly Pick<Position, 'side' | 'state'>[]> {
  const { verdicts } = await system.records()
  const ids = verdicts.flatMap(({ positionId }) => positionId ?? [])
  const stored = await system.state.positions.readAll([...new Set(ids)])
  return stored.map(({ item }) => item).toSorted((a, b) => a.createdAt - b.createdAt)
}

describe('a strategy of TradingView', () => {
  test('goes long, turns short with one alert, and closes when it is flat', async () => {
    const system = await opened()
    await send(
      system,
      alert(system, { action: 'buy', market_position: 'long', prev_market_position: 'flat' }),
    )
    expect(await positions(system)).toMatchObject([{ side: 'long', state: 'open' }])
    await system.nextTick()
    await send(
      system,
      alert(system, { action: 'sell', market_position: 'short', prev_market_position: 'long' }),
    )
    expect(await positions(system)).toMatchObject([
      { side: 'long', state: 'closed', result: { reason: 'flip' } },
      { side: 'short', state: 'open' },
    ])
    await system.nextTick()
    await send(
      system,
      alert(system, { action: 'buy', market_position: 'flat', prev_market_position: 'short' }),
    )
    expect(await positions(system)).toMatchObject([
      { side: 'long', state: 'closed' },
      { side: 'short', state: 'closed', result: { reason: 'signal' } },
    ])
    expect(await books(system)).toEqual([])
    await expectPromises(system)
  })

  test('opens nothing until its source has a confidence, and the verdict says what to do', async () => {
    const system = await opened({ tv: { shape: 'tradingview' } })
    await send(system, alert(system, { action: 'buy', market_position: 'long' }))
    expect(system.told.of('signal-invalid')).toMatchObject([
      {
        problems: [
          'confidence: expected a number from 0 to 1, got nothing: send one, or give its source one in QT_SOURCES',
        ],
      },
    ])
    expect(system.trades.waiting).toEqual([])
  })

  test('opens nothing where its source’s confidence is below the threshold', async () => {
    const system = await opened({ tv: { confidence: '0.71' } })
    await send(system, alert(system, { action: 'buy', market_position: 'long' }))
    expect((await system.records()).verdicts).toMatchObject([
      { verdict: 'refused', reason: 'low-confidence', confidence: '0.71', confidenceDefaulted: true },
    ])
  })
})

test('freqtrade’s forms open and close a position with freqtrade’s leverage', async () => {
  const system = await opened()
  const date = () => new Date(system.clock.now()).toISOString().replace('T', ' ').replace('Z', '000+00:00')
  const openedAt = date()
  const form = (said: Readonly<Record<string, string>>) =>
    new URLSearchParams({
      source: 'bot',
      trade_id: '7',
      pair: 'BTC/USDT:USDT',
      direction: 'Short',
      open_date: openedAt,
      ...said,
    }).toString()
  await send(system, form({ type: 'entry', leverage: '3.0' }))
  await send(system, form({ type: 'entry_fill', leverage: '3.0' }))
  expect(await positions(system)).toMatchObject([{ side: 'short', state: 'open', leverage: 3 }])
  await send(system, form({ type: 'exit', close_date: date() }))
  expect(await positions(system)).toMatchObject([{ state: 'closed', result: { reason: 'signal' } }])
  await expectPromises(system)
})

test('qt explain shows how a message was understood: its shape, its source’s confidence and the ignored fields', async () => {
  const system = await opened()
  await send(system, alert(system, { action: 'buy', market_position: 'long', comment: 'breakout' }))
  const [verdict] = (await system.records()).verdicts
  if (!verdict) throw new Error('the signal has no verdict')
  expect(verdict).toMatchObject({ shape: 'tradingview', confidence: '0.8', confidenceDefaulted: true })
  const { text } = signalStory(verdict, true)
  expect(text).toContain('understood as an alert of TradingView\nnot looked at: comment\n')
  expect(text).toContain('saw BUY BTCUSDT of 0.8 (0.72 needed, the default of its source)')
  expect(text).toMatch(/decisions? .*equal|replayed/i)
})
