import { fileURLToPath } from 'node:url'
import type { TryWork } from '../../../../infra/lab/sweep/player.ts'

const sample = fileURLToPath(new URL('../../../../infra/local/sample', import.meta.url))

/** The first minutes of the shipped sample. */
export const sampleWork: TryWork = {
  given: {
    klines: [sample],
    funding: [],
    signals: `${sample}/signals.jsonl`,
    columns: {},
    latency: 'usual',
    to: Date.parse('2025-02-03T01:02:00Z'),
  },
  path: 'adverse-first',
  environment: { QT_MAX_POSITIONS: '3' },
}
