import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { nextMove } from '#domain/protection.ts'
import { openMarket } from '../../infra/local/market/market.ts'
import { anOpenPosition } from '../domain/builders.ts'
import { dogeRules, ethRules } from '../domain/market.ts'

const minute = Date.UTC(2025, 1, 3, 2, 7)
const { feed } = openMarket({
  klines: [fileURLToPath(new URL('../../infra/local/sample', import.meta.url))],
  from: minute - 60_000,
  to: minute + 60_000,
})

const stepAt = async (symbol: string, since: number) => {
  const step = await feed.latest(symbol, minute + since)
  if (!step) throw new Error(`${symbol} was not recorded`)
  return step
}

/**
 * Looks every second at a long that was opened before the minute, and returns each decision, by the mark alone and
 * with bid and ask.
 */
async function looks(symbol: string, leverage: number) {
  const { last: entryPrice } = await stepAt(symbol, -1_000)
  const rules = symbol === 'ETHUSDT' ? ethRules : { ...dogeRules, tickSize: '0.00001' }
  const position = anOpenPosition({ entryPrice, leverage, rules })
  const level = dec(entryPrice).times(dec(1).minus(dec(position.settings.emergencyPct).div(leverage)))
  const steps = await Promise.all(Array.from({ length: 60 }, (_, second) => stepAt(symbol, second * 1_000)))
  return steps.map(({ mark: markPrice, bid, ask }) => {
    const look = { quantity: position.openQuantity, markPrice, orders: 'unknown' } as const
    return {
      isBeyond: dec(markPrice).lt(level),
      alone: nextMove(position, look).move,
      confirmed: nextMove(position, { ...look, touch: { bid, ask } }).move,
    }
  })
}

describe.each(['DOGEUSDT', 'ETHUSDT'])('the fall of %s on 2025-02-03 at 02:07', symbol => {
  test.each([3, 10, 30, 75])('closes a long of %ix at the first look', async leverage => {
    const beyond = (await looks(symbol, leverage)).filter(({ isBeyond }) => isBeyond)
    expect(beyond.length).toBeGreaterThan(20)
    // None decides by its mark alone; bid and ask confirm it, however fast it falls.
    expect(beyond.filter(({ alone }) => alone !== 'touch')).toEqual([])
    expect(beyond.filter(({ confirmed }) => confirmed !== 'close')).toEqual([])
  })
})
