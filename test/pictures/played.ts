import { fileURLToPath } from 'node:url'
import { paces } from '#domain/latency.ts'
import { playMissed, withMissed } from '../../infra/lab/missed/missed.ts'
import { playInLab } from '../../infra/lab/play-lab.ts'
import { picturedRun } from '../../infra/local/audit/pictures/pictured-run.ts'
import { openPlan } from '../../infra/local/play/plan.ts'
import { readSignalLines } from '../../infra/local/play/signal-lines.ts'
import type { Pictured } from '../../infra/pictures/pictured.ts'

const sample = fileURLToPath(new URL('../../infra/local/sample/', import.meta.url))
const from = Date.parse('2025-02-03T01:00:00Z')
const to = Date.parse('2025-02-03T01:45:00Z')

export const hostile = '</script><img src=x onerror="document.title=1">'

/** A signal whose source and symbol are markup: the gate rejects it, and the page shows it. */
const strange = JSON.stringify({
  ...{ symbol: 'ETHUSDT', action: 'BUY', confidence: 0.1, source: hostile, leverage: 5 },
  timestamp: '2025-02-03T01:20:00Z',
})

/** Three quarters of an hour of the sample, played by the lab, with a hostile signal among its own. */
export async function playedSample(): Promise<Pictured> {
  const lines = readSignalLines(`${sample}hindsight.jsonl`, from)
  const of = { klines: [sample], funding: [], from, to, path: 'adverse-first', environment: {} } as const
  const signals = [...lines, { body: strange, at: Date.parse('2025-02-03T01:20:00Z') }]
  const plan = openPlan(
    of,
    signals.toSorted((a, b) => a.at - b.at),
  )
  const options = { pace: paces.usual, quota: 1_000 }
  const played = await playInLab(plan, options)
  const found = await playMissed(plan, played, { ...options, most: 10 })
  const { report, records, ledgers } = withMissed(played, found)
  const { market, startAt: startsAt, configuration } = plan
  const remarks = [{ name: 'Under favourable-first', text: 'net 1.00 USDT' }]
  return picturedRun({
    ...{ market, startsAt, report, records, ledgers, remarks, made: found.made },
    balance: configuration.paperBalance,
  })
}
