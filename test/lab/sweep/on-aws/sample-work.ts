import { fileURLToPath } from 'node:url'
import type { TryWork } from '../../../../infra/lab/sweep/player.ts'

const inRepository = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const sample = inRepository('../../../../infra/local/sample')
/** The first of them has no leverage of its own: that is the set's. */
export const twoSignals = inRepository('two-signals.jsonl')

/** A minute of the shipped sample. */
export const sampleWork: TryWork = {
  given: {
    klines: [sample],
    funding: [],
    signals: twoSignals,
    columns: {},
    latency: 'usual',
    to: Date.parse('2025-02-03T01:02:00Z'),
  },
  path: 'adverse-first',
  environment: { QT_MAX_POSITIONS: '3' },
}
