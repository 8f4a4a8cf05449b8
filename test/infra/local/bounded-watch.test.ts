import { expect, test } from 'vitest'
import { paces } from '#domain/latency.ts'
import { shareOut } from '#settings/concurrency.ts'
import { synthesizeFixture } from './fixture-app.ts'
import { run, type Seen } from './running.ts'

/** A look with two requests each to table and exchange, all of them slow: most looks need half of it. */
const { start, table, venue } = paces.slow
const slowMs = start + 4 * table + 4 * venue

test('under a quota of ten, the watch looks at forty slow positions within a tick: three at once, in survey’s order', async () => {
  const { looks } = shareOut(10, 40)
  const { stack, seen, play } = await run(synthesizeFixture(looks))
  const rows = Array.from({ length: 40 }, (_, n) => ({ id: `position-${n}`, takesMs: slowMs }))
  await play({ lastsMs: 20_000, rows })
  await stack.clock.sleep(70_000)
  await stack.close()
  const surveys = seen.filter(line => line.by === 'survey')
  const rounds = surveys.map(survey => {
    const next = surveys.find(({ at }) => at > survey.at)
    return seen.filter(line => line.at >= survey.at && (!next || line.at < next.at))
  })
  const whole = rounds.filter(round => round.some(line => line.inspects))
  expect(whole.length).toBeGreaterThanOrEqual(2)
  for (const round of whole) {
    expect(inspectsOf(round)).toEqual(rows.map(({ id }) => id))
    expect(atOnce(round)).toBe(looks)
    expect(Math.max(...round.map(({ at }) => at)) - Math.min(...round.map(({ at }) => at))).toBeLessThan(
      10_000,
    )
  }
})

const inspectsOf = (round: readonly Seen[]) => round.flatMap(({ inspects }) => inspects ?? [])

/** The most looks that ran at once. */
function atOnce(round: readonly Seen[]): number {
  let underWay = 0
  const counts = round.map(({ inspects, inspected }) => {
    underWay += (inspects ? 1 : 0) - (inspected ? 1 : 0)
    return underWay
  })
  return Math.max(...counts)
}
