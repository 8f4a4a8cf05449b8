import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { Ladder } from '#domain/ladder.ts'
import { ladderOf, ladders } from '#domain/ladders.ts'

const percent = (share: string) => `${dec(share).times(100).toFixed()} %`

/** A ladder as docs/positions.md writes it out. */
const written = (ladder: Ladder) =>
  ladder
    .map(({ at, stop, takeProfit }) => {
      const moves = stop === 'break-even' ? stop : `lock ${percent(stop.lock)}`
      const sold = takeProfit.share === 'rest' ? 'the rest' : percent(takeProfit.share)
      return `${percent(at)} ${moves} and ${sold} at ${percent(takeProfit.at)}`
    })
    .join(', ')

test('the fee-aware ladder is the one on the page about positions', () => {
  const page = readFileSync(new URL('../../docs/positions.md', import.meta.url), 'utf8')
  expect(ladders['fee-aware']).toHaveLength(4)
  expect(page).toContain(`and moves nothing before 10 %: ${written(ladders['fee-aware'])}.`)
  expect(ladders.none).toEqual([])
})

test('a signal uses the ladder of the settings unless it names another', () => {
  const configured: Ladder = [{ at: '0.07', stop: 'break-even', takeProfit: { at: '0.09', share: 'rest' } }]
  expect(ladderOf(undefined, configured)).toBe(configured)
  expect(ladderOf('default', configured)).toBe(configured)
  for (const name of ['standard', 'fee-aware', 'none'] as const)
    expect(ladderOf(name, configured)).toBe(ladders[name])
})
