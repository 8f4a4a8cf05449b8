import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { figuresOf } from '#figures/figures.ts'
import type { Report } from '../../../infra/local/audit/report.ts'
import { summary } from '../../../infra/local/play/show/summary.ts'
import { aPeriod, aTrade } from '../../figures/builders.ts'

const quiet: Report = {
  signals: { received: 0, accepted: 0, rejected: {} },
  positions: [],
  emergencyCloses: 0,
  ticks: { due: 0, done: 0, held: 0 },
  weight: { perMinuteMax: 0, perMinuteMean: 0 },
  ordersLeft: 0,
  duplicateEntries: 0,
  promises: {
    ...{ 'never-naked': true, once: true, clean: true, 'no-flip': true, 'never-looser': true },
    ...{ accounted: true, heard: true, 'as-told': true, watched: true },
  },
  breaches: {},
  figures: figuresOf(aPeriod()),
}
const bad: Report = {
  ...quiet,
  promises: { ...quiet.promises, 'as-told': false },
  breaches: { 'as-told': ['its stop was too loose', 'and again'] },
}
const told = (report: Report, other: Report) =>
  stripVTControlCharacters(
    summary({ report, decisions: { made: 0, rules: [], different: [] }, access: [] }, 'adverse-first', {
      path: 'favourable-first',
      report: other,
    }),
  )

test('the summary reports a broken promise under either order of high and low', () => {
  const said = ['       its stop was too loose', '       and again'].join('\n')
  expect(told(bad, quiet)).toContain(`  FAIL as-told\n${said}\n`)
  expect(told(bad, quiet)).toContain('  pass all of them under favourable-first too')
  expect(told(quiet, bad)).toMatch(
    /^ {2}pass as-told {7}everything done was asked for by signals and settings$/m,
  )
  expect(told(quiet, bad)).toContain(`  FAIL under favourable-first: as-told\n${said}\n`)
})

test('the summary lists sources side by side, each with the share of luck or with too few trades to tell', () => {
  const tft = Array.from({ length: 12 }, (_, index) => aTrade(index % 2 === 0 ? '4' : '-2'))
  const trades = [...tft, aTrade('9', { source: 'desk' })]
  const text = told({ ...quiet, figures: figuresOf(aPeriod({ trades })) }, quiet)
  expect(text).toMatch(/^ {2}source +trades +won +needed +of margin +95 % between +net$/m)
  expect(text).toMatch(/^ {2}desk +1 +100 % +— +9\.00 % +too few +\+9\.00$/m)
  expect(text).toMatch(/^ {2}tft +12 +50 % +33 % +1\.00 % +-0\.50 %, 2\.50 % +\+12\.00$/m)
})

test('the summary lists rejections by reason, or says that there are none', () => {
  const refused = { received: 3, accepted: 1, rejected: { cooldown: 2 } }
  expect(told({ ...quiet, signals: refused }, quiet)).toMatch(/accepted 1, rejected:\n {2}cooldown +2\n/)
  expect(told(quiet, quiet)).toContain('  received 0, accepted 0, none rejected\n')
})
