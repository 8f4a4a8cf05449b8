import { describe, expect, test } from 'vitest'
import { loadConfiguration } from '#settings/configuration.ts'
import { consequencesOf } from '../../infra/operator/arithmetic/consequences.ts'
import { medianTouchSeconds } from '../../infra/operator/arithmetic/driftless.ts'
import { symbolConsequences } from '../../infra/operator/arithmetic/symbols.ts'
import { inWords } from '../../infra/operator/arithmetic/words.ts'
import { dogeBrackets, dogeRules, ethBrackets, ethRules } from '../domain/market.ts'

// Each number is computed a second time here, from its meaning and in plain floats: by trading on paper, by random
// walks, by searching for the price at which the margin is used up.

const settings = (leverage: number, stop: string, takeProfit: string) =>
  loadConfiguration({
    QT_DEFAULT_LEVERAGE: String(leverage),
    QT_SL_PCT: stop,
    QT_TP_PCT: takeProfit,
    QT_EMERGENCY_PCT: '0.09',
  })

/**
 * The profit of a long of 1 coin bought at 100 and sold at `price`, as a share of its margin, both with a taker's fee.
 */
function traded(leverage: number, price: number): number {
  const fees = (100 + price) * 0.0005
  return (price - 100 - fees) / (100 / leverage)
}

describe.each([
  [5, '0.02', '0.03'],
  [10, '0.03', '0.05'],
  [20, '0.02', '0.03'],
  [3, '0.05', '0.04'],
])('at %ix with a stop at %s and a take-profit at %s of margin', (leverage, stop, takeProfit) => {
  const found = consequencesOf(settings(leverage, stop, takeProfit))
  const won = traded(leverage, 100 * (1 + Number(found.takeProfit.ofPrice)))
  const lost = traded(leverage, 100 * (1 - Number(found.stop.ofPrice)))

  test('the net results are the trade’s own', () => {
    // The exit's fee is computed from the entry's price: a difference of a ten-thousandth of the margin.
    expect(Number(found.netAtTakeProfit)).toBeCloseTo(won, 4)
    expect(Number(found.netAtStop)).toBeCloseTo(lost, 4)
    expect(Number(found.roundTripOfMargin)).toBeCloseTo(-traded(leverage, 100), 10)
  })

  test('the break-even win rate wins as much as it loses', () => {
    const rate = Number(found.winRateToBreakEven)
    expect(rate * won + (1 - rate) * lost).toBeCloseTo(0, 4)
  })
})

test('qt warns that at 30x and 0.05 % the emergency level equals the fees and no win rate breaks even', () => {
  const { warnings, winRateToBreakEven, netAtEmergency } = consequencesOf(loadConfiguration({}))
  expect(winRateToBreakEven).toBeUndefined()
  expect(netAtEmergency).toBe('-0.06')
  expect(warnings.join('\n')).toMatch(/take-profit at 3.00 % earns nothing, and no win rate breaks even/)
  expect(warnings.join('\n')).toMatch(/emergency level of -3.00 % equals the fees of one round trip/)
  expect(consequencesOf(settings(5, '0.02', '0.03')).warnings).toEqual([])
})

/** The share of symmetric walks that have stood `steps` above their start within `moves` moves, exactly. */
function touchedShare(steps: number, moves: number): number {
  const lowest = 12 * steps
  let at = new Float64Array(lowest + steps)
  at[lowest] = 1
  let touched = 0
  for (let move = 0; move < moves; move++) {
    const next = new Float64Array(at.length)
    for (let place = 1; place < at.length; place++) {
      const half = (at[place] ?? 0) / 2
      if (half === 0) continue
      if (place + 1 === at.length) touched += half
      else next[place + 1] = (next[place + 1] ?? 0) + half
      next[place - 1] = (next[place - 1] ?? 0) + half
    }
    at = next
  }
  return touched
}

test.each([
  [0.000_667, 0.4],
  [0.000_667, 1.2],
  [0.02, 0.8],
])(
  'half of all driftless walks touch a level %f away at %f a year within the median time',
  (away, volatility) => {
    const steps = 60
    const year = 365 * 86_400
    // A move of a 60th takes this long at this volatility.
    const secondsPerMove = (Math.log1p(away) / steps / volatility) ** 2 * year
    const moves = Math.round(medianTouchSeconds(away, volatility) / secondsPerMove)
    expect(touchedShare(steps, moves)).toBeCloseTo(0.5, 2)
  },
)

describe.each([
  ['ETHUSDT', ethRules, ethBrackets, '2500'],
  ['DOGEUSDT', dogeRules, dogeBrackets, '0.25'],
] as const)('of %s', (symbol, rules, brackets, price) => {
  const facts = { rules, brackets, price, freeBalance: '20000' }
  const found = symbolConsequences(loadConfiguration({ QT_DEFAULT_LEVERAGE: '20' }), facts)

  test('the liquidation price leaves only the maintenance margin', () => {
    const entry = Number(price)
    const quantity = (5000 * found.leverage) / entry
    const bracket = brackets.find(each => entry * quantity <= Number(each.notionalCap))
    const [ratio, cumulative] = [Number(bracket?.maintenanceMarginRatio), Number(bracket?.cumulative)]
    const left = (at: number) => 5000 + (at - entry) * quantity - (at * quantity * ratio - cumulative)
    let [low, high] = [0, entry]
    for (let half = 0; half < 60; half++) {
      const middle = (low + high) / 2
      if (left(middle) > 0) high = middle
      else low = middle
    }
    expect(Number(found.liquidationDistance)).toBeCloseTo(1 - high / entry, 6)
  })

  test('the stop’s distance in ticks counts the prices between', () => {
    const away = (Number(price) * 0.02) / found.leverage
    expect(Number(found.ticksToStop)).toBeCloseTo(away / Number(rules.tickSize), 1)
    expect(Number(found.stop)).toBeCloseTo(Number(price) - away, 4)
    expect(inWords(consequencesOf(loadConfiguration({})), [found], 80)).toContain(symbol)
  })
})

test('qt warns of a stop few ticks away, a stop near liquidation and a leverage that the brackets cut', () => {
  const coarse = { ...ethRules, tickSize: '1' }
  const brackets = ethBrackets.map(each => ({ ...each, initialLeverage: Math.min(each.initialLeverage, 20) }))
  const facts = { rules: coarse, brackets, price: '2500', freeBalance: '20000' }
  const wide = loadConfiguration({ QT_SL_PCT: '0.5', QT_EMERGENCY_PCT: '0.6' })
  const { warnings, leverage } = symbolConsequences(loadConfiguration({}), facts)
  expect(leverage).toBe(20)
  expect(warnings.join('\n')).toMatch(/only 2.5 ticks between entry and stop/)
  expect(warnings.join('\n')).toMatch(/brackets leave 20x of 30x/)
  expect(symbolConsequences(wide, facts).warnings.join('\n')).toContain('more than half-way to liquidation')
})
