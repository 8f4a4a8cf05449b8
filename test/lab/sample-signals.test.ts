import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseRule } from '#strategy/rule.ts'
import { playedAs, readGiven } from '../../infra/lab/given.ts'
import { type PlayedInLab, playInLab } from '../../infra/lab/play-lab.ts'
import { netOf } from '../../infra/local/audit/report.ts'
import { type PathOrder, pathOrders } from '../../infra/local/market/price-path.ts'
import { makeSignals } from '../../infra/local/play/made-signals.ts'
import { sampleSignalsFile } from '../../infra/local/sample-signals/file.ts'
import { sampleSignals } from '../../infra/local/sample-signals/made.ts'

const file = (path: string) => fileURLToPath(new URL(`../../infra/local/${path}`, import.meta.url))
const lines = readFileSync(sampleSignalsFile, 'utf8').trim().split('\n')
const signals = lines.flatMap(line => {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
})

test('the shipped signals are the command’s output', () => {
  expect(lines).toEqual(sampleSignals())
})

test.each(['01:27:30', '02:00:00'])('signals until %s use no later data', until => {
  const to = Date.parse(`2025-02-03T${until}Z`)
  const klines = [file('sample-signals'), file('sample')]
  const known = makeSignals({ klines, rule: parseRule('rsi:7,30,70'), from: to - 1_800_000, to }).signals
  const said = known.map(({ symbol, action, confidence, at }) => ({
    ...{ symbol, action, confidence, source: 'rsi-7' },
    timestamp: new Date(at).toISOString(),
  }))
  expect(said.length).toBeGreaterThan(5)
  for (const each of said) expect(signals).toContainEqual(expect.objectContaining(each))
})

describe('played', () => {
  const played = new Map<PathOrder, PlayedInLab>()
  beforeAll(async () => {
    for (const path of pathOrders) {
      const given = { klines: [file('sample')], funding: [], signals: sampleSignalsFile, columns: {} }
      const { plan } = readGiven({ ...given, latency: 'usual' }, path, {})
      played.set(path, await playInLab(plan, playedAs({ latency: 'usual' })))
    }
  })
  const reportOf = (path: PathOrder) => {
    const report = played.get(path)?.report
    if (!report) throw new Error(`Expected ${path} to have been played.`)
    return report
  }

  test('the first opens within two minutes of the market', () => {
    const [first] = reportOf('adverse-first').positions
    expect(Date.parse(first?.openedAt ?? '')).toBeLessThan(Date.parse('2025-02-03T00:52:00Z'))
  })

  test('they get every kind of verdict that their page names', () => {
    const { accepted, rejected } = reportOf('adverse-first').signals
    expect(accepted).toBeGreaterThan(0)
    const page = readFileSync(file('sample-signals/README.md'), 'utf8')
    const [, named = ''] = /every kind of verdict occurs: accepted, (.*)\.$/m.exec(page) ?? []
    const reasons = [...named.matchAll(/`([a-z-]+)`/g)].map(([, reason]) => reason)
    expect(reasons.toSorted()).toEqual(Object.keys(rejected).toSorted())
  })

  test('they earn what their page says, and it says that this proves nothing', () => {
    const page = readFileSync(file('sample-signals/README.md'), 'utf8')
    const signed = (net: string) => `${Number(net) < 0 ? '−' : '+'}${Math.abs(Number(net)).toFixed(2)}`
    const [adverse, favourable] = pathOrders.map(path => signed(netOf(reportOf(path))))
    const { figures, positions } = reportOf('adverse-first')
    expect(page).toContain(
      `${positions.length} trades, ${adverse} USDT under one order of high and low, ${favourable} under the other`,
    )
    expect(figures.verdict).toContain(`${positions.length} trades do not tell that from luck`)
  })
})
