import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { rungsDecision } from '#decisions/record.ts'
import { verifyPosition } from '#decisions/replay.ts'
import { dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { Trade } from '#ports/exchange.ts'
import { openedPosition } from '#position/opened-position.ts'
import { ethRules } from '../domain/market.ts'
import { aPosition } from '../table/a-position.ts'

/** An entry that was filled in parts, each a quantity and its price. */
function filledIn(parts: readonly (readonly [quantity: string, price: string])[], change: Partial<Position>) {
  const position = aPosition(change)
  const trades = parts.map(
    ([quantity, price], index): Trade => ({
      id: String(index),
      orderId: '1',
      side: position.side === 'long' ? 'BUY' : 'SELL',
      price,
      quantity,
      fee: '0.1',
      feeAsset: 'USDT',
      realizedPnl: '0',
      at: position.signalAt + index,
    }),
  )
  return openedPosition(position, { filled: parts[0]?.[0] ?? '0', trades, open: undefined, at: 0 })
}

const replayed = (opened: Position) =>
  verifyPosition(opened, [{ at: 0, event: 'take-profits-planned', ...rungsDecision(opened, opened.rungs) }])

const threeTimes = {
  leverage: 3,
  rules: { ...ethRules, symbol: 'SOLUSDT', stepSize: '1', minQuantity: '1', marketStepSize: '1' },
}

test('an average price with too many digits plans take-profits from the price as kept', () => {
  // 138.333…: 15 % of the margin at 3x would be 145.25 from all 40 digits, and is less from the price as kept.
  const opened = filledIn(
    [
      ['72', '138.33'],
      ['36', '138.34'],
    ],
    threeTimes,
  )
  expect(opened.entryPrice).toBe('138.333333333333')
  expect(opened.rungs.find(({ tier }) => tier === 2)?.triggerPrice).toBe('145.24')
  expect(replayed(opened)[0]).toMatchObject({ equal: true })
})

test.prop([fc.integer({ min: 1, max: 500 }), fc.integer({ min: 10_000, max: 90_000 })])(
  'take-profits that the exact average puts onto a tick replay equal',
  (quantity, ticks) => {
    // Two parts at one price and one part at another that brings 15 % at 3x onto the tick.
    const other = 20 * Math.ceil((3 * ticks) / 20) - 2 * ticks
    const price = (of: number) => dec(of).div(100).toFixed()
    const opened = filledIn(
      [
        [String(2 * quantity), price(ticks)],
        [String(quantity), price(other)],
      ],
      threeTimes,
    )
    expect(replayed(opened)[0]).toMatchObject({ equal: true })
  },
)

const aPart = fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 250_000, max: 250_400 }))

test.prop([
  fc.array(aPart, { minLength: 1, maxLength: 5 }),
  fc.constantFrom('long' as const, 'short' as const),
  fc.integer({ min: 1, max: 125 }),
])('take-profits of an entry that was filled in parts replay equal', (parts, side, leverage) => {
  const opened = filledIn(
    parts.map(([steps, ticks]) => [dec(steps).div(1000).toFixed(), dec(ticks).div(100).toFixed()]),
    { side, leverage },
  )
  expect(replayed(opened)[0]).toMatchObject({ equal: true })
})

test('a stop given as a price is measured from the fill, no longer from the touch', () => {
  const { settings } = aPosition()
  const opened = filledIn([['1', '2510']], {
    settings: { ...settings, stopPrice: '2475', stopLossPct: '0.3' },
  })
  // 35 of 2510 at 30x; the emergency level stays as far beyond.
  expect(opened.settings.stopLossPct).toBe('0.418326693228')
  expect(dec(opened.settings.emergencyPct).minus(opened.settings.stopLossPct).toFixed()).toBe(
    dec(settings.emergencyPct).minus('0.3').toFixed(),
  )
})
