import { expect, test } from 'vitest'
import { playedAs } from '../../infra/lab/given.ts'
import { playInLab } from '../../infra/lab/play-lab.ts'
import { playOtherPath } from '../../infra/local/play/other-path.ts'
import { readPlan } from '../../infra/local/play/plan.ts'
import { aSignal, klinesFile, signalsFile } from '../whole/market.ts'

const given = {
  klines: [klinesFile('ETHUSDT', [2600, 2600.5, 2601, 2612, 2630, 2630.5])],
  funding: [],
  signals: signalsFile('other-path', [aSignal('02:01:00', { action: 'BUY' })]),
  path: 'favourable-first',
  environment: { QT_PAPER_BALANCE: '5000' },
} as const

test('beside a run its market is played with the other order of high and low, with the lab’s result', async () => {
  const other = playOtherPath(given, 'slow')
  const outcome = await other.outcome
  const lab = await playInLab(readPlan({ ...given, path: 'adverse-first' }), playedAs({ latency: 'slow' }))
  expect(outcome).toEqual({ path: 'adverse-first', report: JSON.parse(JSON.stringify(lab.report)) })
  expect(lab.report.positions).toHaveLength(1)
  lab.forget()
})

test('a market that cannot be played so says why', async () => {
  const other = playOtherPath({ ...given, klines: ['/nowhere/ETHUSDT-1m-2025.csv'] }, 'usual')
  expect(await other.outcome).toEqual({
    path: 'adverse-first',
    failure: '/nowhere/ETHUSDT-1m-2025.csv: no such file or folder.',
  })
})

test('the other path can be stopped before its end', async () => {
  const other = playOtherPath(given, 'usual')
  other.stop()
  expect(await other.outcome).toEqual({ path: 'adverse-first', failure: 'it ended with SIGTERM' })
})
