import { expect, test } from 'vitest'
import { differences } from './came-to.ts'

test('two runs differ where they do, by the last digit or by what one of them lacks', () => {
  const run = { report: { net: '12.50000001', ticks: [1, 2] }, journals: { a: [{ event: 'entered' }] } }
  expect(differences(run, structuredClone(run))).toEqual([])
  const other = { report: { net: '12.50000002', ticks: [1, 2, 3] }, journals: {} }
  expect(differences(run, other)).toEqual([
    'report.net: "12.50000001", "12.50000002"',
    'report.ticks.2: undefined, 3',
    'journals.a: [{"event":"entered"}], undefined',
  ])
  expect(differences([1, 2, 3], [3, 2, 1], 1)).toEqual(['0: 1, 3'])
})
