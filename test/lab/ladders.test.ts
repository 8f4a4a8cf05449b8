import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { ladders } from '#domain/ladders.ts'
import { playedAs, readGiven } from '../../infra/lab/given.ts'
import { ladderTable, playLadders } from '../../infra/lab/ladders.ts'
import { playInLab } from '../../infra/lab/play-lab.ts'

const sample = fileURLToPath(new URL('../../infra/local/sample', import.meta.url))
const given = {
  klines: [sample],
  funding: [],
  signals: `${sample}/signals.jsonl`,
  columns: {},
  latency: 'usual',
  to: Date.parse('2025-02-03T01:08:00Z'),
} as const

test('the report shows ladders side by side, and says so of one that the other settings contradict', async () => {
  const climbed: unknown[] = []
  const all = await playLadders({ QT_TP_PCT: '0.08' }, environment => {
    const { plan } = readGiven(given, 'adverse-first', environment)
    climbed.push(plan.configuration.ladder)
    return playInLab(plan, playedAs(given))
  })
  expect(climbed).toEqual([ladders['fee-aware'], ladders.none])
  expect(all.map(({ name, played }) => [name, played?.report.positions.length])).toEqual([
    ['standard', undefined],
    ['fee-aware', 4],
    ['none', 4],
  ])
  const text = stripVTControlCharacters(ladderTable(all))
  expect(text).toMatch(/ {2}fee-aware +4 .*\n {2}none +4 /)
  expect(text).toContain('standard: QT_TP_PCT is 0.08; allowed is at most the first tier of QT_LADDER (0.05)')
})
