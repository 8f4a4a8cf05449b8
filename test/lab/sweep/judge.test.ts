import { stripVTControlCharacters } from 'node:util'
import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import { judge } from '../../../infra/lab/sweep/judge.ts'
import { judgementJson } from '../../../infra/lab/sweep/judgement-json.ts'
import type { Try } from '../../../infra/lab/sweep/try.ts'
import { verdictText } from '../../../infra/lab/sweep/verdict-text.ts'
import { aTrade, dayMs, start } from '../../figures/builders.ts'

const days = 28
const span = { from: start, to: start + days * dayMs, startingBalance: '10000' }

/** Three trades a day that win as much as they lose, with this share of winners. */
function tossed(seed: number, winRate: number): Try {
  const random = xoroshiro128plus(seed)
  const trades = Array.from({ length: days * 3 }, (_, index) => {
    const openedAt = start + (index * dayMs) / 3 + 60_000
    const net = uniformFloat32(random) < winRate ? '50' : '-50'
    return aTrade(net, { openedAt, closedAt: openedAt + 3_600_000 })
  })
  return { set: { QT_COOLDOWN_SECONDS: String(seed) }, trades, rejected: {}, broken: [] }
}
const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
const judged = (tries: readonly Try[]) =>
  judge({ span, tries, objective: 'net', leastTrades: 10, windows: 4 })
const told = (judgement: ReturnType<typeof judged>) =>
  stripVTControlCharacters(verdictText(judgement, 'net', 10)).replaceAll(/\s+/g, ' ')

describe('a sweep', () => {
  const coins = seeds(40).map(seed => tossed(seed, 0.5))
  const ofCoins = judged(coins)

  test('warns if the best of coins is no better than chance', () => {
    expect(ofCoins.isBeyondChance).toBe(false)
    expect(told(ofCoins)).toMatch(
      /The best of 40 tries is no better than chance: over 28 days its Sharpe ratio is 0\.\d{3} a day, and the best of as many tries without any edge would have 0\.\d{3}\./,
    )
  })

  test('does not warn if one set has an edge, and chooses it in every window', () => {
    const edge = tossed(99, 0.85)
    const judgement = judged([...coins, edge])
    const { best, isBeyondChance, forward } = judgement
    expect(best?.set).toEqual(edge.set)
    expect(isBeyondChance).toBe(true)
    expect(forward.sets).toEqual([edge.set, edge.set, edge.set])
    expect(told(judgement)).toContain('The best of 41 tries is better than chance')
  })

  test('shows each choice in sample beside its result out of sample', () => {
    const { folds, outOfSample } = ofCoins.forward
    for (const { inSample, outOfSample: then } of folds) {
      expect(Number(inSample?.all.net)).toBeGreaterThan(0)
      expect(then?.all.trades).toBe((days / 4) * 3)
    }
    expect(outOfSample.all.trades).toBe((days / 4) * 3 * 3)
    expect(told(ofCoins)).toMatch(/Out of sample, all windows together: 63 trades, net [+-]\d+\.00 USDT/)
    expect(told(ofCoins)).toMatch(/ window from net until then trades in it net in it /)
  })

  test('says whether all promises held, or which broke in how many tries', () => {
    expect(told(ofCoins)).toContain('Promises: all held, in 40 tries.')
    const some = coins.map((one, at): Try => (at < 2 ? { ...one, broken: ['once', 'heard'] } : one))
    expect(told(judged(some))).toContain('Promises broke, of 40 tries: once in 2, heard in 2.')
  })

  test('gives the same result, in whatever order its threads finish', () => {
    expect(judged(coins.toReversed())).toEqual(ofCoins)
  })

  test('has no best if no set has enough trades, and says so', () => {
    const few = coins.map(one => ({ ...one, trades: one.trades.slice(0, 9) }))
    const judgement = judged(few)
    expect(judgement.best).toBeUndefined()
    expect(told(judgement)).toContain('No set has 10 trades: there is nothing to choose from.')
  })

  test('says that its days are too few if it was to choose by them', () => {
    const [from, to] = [start, start + 6 * dayMs]
    const sets = coins.map(one => ({ ...one, trades: one.trades.filter(({ closedAt }) => closedAt < to) }))
    const question = { span: { ...span, from, to }, tries: sets, leastTrades: 10, windows: 4 }
    const judgement = judge({ ...question, objective: 'sharpe' })
    const text = stripVTControlCharacters(verdictText(judgement, 'sharpe', 10)).replaceAll(/\s+/g, ' ')
    expect(text).toContain('The sharpe of no set is known: it needs 7 days, and this was 6. There is nothing')
    expect(text).not.toContain('No set has')
    expect(text).toContain('none to choose')
  })

  test('says that nothing was lost if its measure divides by losses', () => {
    const winners = coins.slice(0, 2).map(one => ({
      ...one,
      trades: one.trades.filter(({ net }) => Number(net) > 0),
    }))
    const judgement = judge({ span, tries: winners, objective: 'profit-factor', leastTrades: 10, windows: 4 })
    const text = stripVTControlCharacters(verdictText(judgement, 'profit-factor', 10)).replaceAll(/\s+/g, ' ')
    expect(text).toContain('The profit-factor of no set is known: its divisor is 0')
  })

  test('reports the best set’s rejections, too', () => {
    const sets = coins.map(one => ({ ...one, rejected: { 'daily-loss': 2, hold: 1 } }))
    const judgement = judge({ span, tries: sets, objective: 'net', leastTrades: 10, windows: 4 })
    const text = stripVTControlCharacters(verdictText(judgement, 'net', 10)).replaceAll(/\s+/g, ' ')
    expect(judgement.best).toBeDefined()
    expect(text).toContain(
      `Signals were rejected as daily-loss (${2 * sets.length}), hold (${sets.length}), in all sets together.`,
    )
  })

  test('reports rejections if no set has enough trades', () => {
    const none = (sl: string, rejected: Try['rejected']): Try => ({
      ...{ set: { QT_SL_PCT: sl }, trades: [], broken: [] },
      rejected,
    })
    const judgement = judged([
      none('0.02', { 'daily-loss': 39, 'low-confidence': 9, stale: 1, hold: 2 }),
      none('0.1', { 'daily-loss': 40, 'low-confidence': 9 }),
    ])
    expect(told(judgement)).toContain(
      'there is nothing to choose from. Signals were rejected as daily-loss (79), low-confidence (18), hold (2), in all sets together.',
    )
  })

  test('is written as JSON, the best first, with choices and results', () => {
    const written = JSON.parse(judgementJson(ofCoins, 'net'))
    expect(written).toMatchObject({
      objective: 'net',
      isBeyondChance: false,
      deflated: { tries: 40, days },
      best: ofCoins.best?.set,
    })
    expect(written.tries).toHaveLength(40)
    expect(written.tries[0]).toMatchObject({ set: ofCoins.best?.set, value: ofCoins.best?.value })
    expect(written.walkForward.folds[0]).toMatchObject({
      from: '2025-02-10T00:00:00.000Z',
      set: ofCoins.forward.sets[0],
      outOfSample: { all: { trades: 21 } },
    })
  })
})
