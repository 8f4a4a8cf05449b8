import { expect, test } from 'vitest'
import { metricsText } from '../../../infra/operator/page/serve/metrics.ts'
import type { Now } from '../../../infra/operator/page/shown/now.ts'
import { nowExample, wholeExample } from './shown-examples.ts'

type Sentinel = NonNullable<Now['watch']>['sentinel']
const sentinelMetrics = async (sentinel: Sentinel) => {
  const watch = { everySeconds: 10, isLate: false, sentinel }
  const text = await metricsText({ ...wholeExample, now: { ...nowExample, watch } }, {})
  return text.split('\n').filter(line => line.startsWith('quantum_trader_sentinel_'))
}

test('whether a sentinel hears is a metric if one is wanted', async () => {
  expect(await sentinelMetrics({ state: 'hears', heldAt: nowExample.at - 2_000 })).toEqual([
    'quantum_trader_sentinel_hears 1',
    'quantum_trader_sentinel_heard_age_seconds 2',
  ])
  expect(await sentinelMetrics({ state: 'absent' })).toEqual(['quantum_trader_sentinel_hears 0'])
  expect(await sentinelMetrics({ state: 'not-wanted' })).toEqual([])
  expect(await sentinelMetrics(undefined)).toEqual([])
})
