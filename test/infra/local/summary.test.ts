import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { Report } from '../../../infra/local/audit/report.ts'
import { summary } from '../../../infra/local/play/show/summary.ts'

const quiet: Report = {
  signals: { received: 0, accepted: 0, rejected: {} },
  positions: [],
  emergencyCloses: 0,
  ticks: { due: 0, held: 0 },
  weight: { perMinuteMax: 0, perMinuteMean: 0 },
  ordersLeft: 0,
  duplicateEntries: 0,
  promises: {
    ...{ 'never-naked': true, once: true, clean: true, 'no-flip': true, 'never-looser': true },
    ...{ accounted: true, heard: true, 'as-told': true, watched: true },
  },
  breaches: {},
}
const bad: Report = {
  ...quiet,
  promises: { ...quiet.promises, 'as-told': false },
  breaches: { 'as-told': ['its stop was too loose', 'and again'] },
}
const told = (report: Report, other: Report) =>
  stripVTControlCharacters(
    summary({ report, decisions: { made: 0, rules: [], different: [] }, access: [] }, 'against-first', {
      path: 'with-first',
      report: other,
    }),
  )

test('what was seen against a promise is told, whichever order of high and low it was under', () => {
  const said = ['           its stop was too loose', '           and again'].join('\n')
  expect(told(bad, quiet)).toContain(`  BROKEN as-told\n${said}\n`)
  expect(told(bad, quiet)).toContain('  held   all of them under with-first too')
  expect(told(quiet, bad)).toContain('  held   as-told\n')
  expect(told(quiet, bad)).toContain(`  BROKEN under with-first: as-told\n${said}\n`)
})
