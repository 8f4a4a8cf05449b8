import { expect, test, vi } from 'vitest'
import { createTelemetry } from '#lambda/telemetry.ts'
import type { MetricName } from '#ports/telemetry.ts'

const clock = { now: () => Date.UTC(2025, 1, 3), sleep: async () => undefined }

/** The names of one count's metrics, as CloudWatch reads them. */
function namesOf(metric: MetricName): readonly string[] {
  const written = vi.spyOn(console, 'log').mockReturnValue()
  const { metrics, count } = createTelemetry(clock)
  metrics.setThrowOnEmptyMetrics(false)
  try {
    count(metric)
    const { _aws, ...values } = metrics.serializeMetrics() as never as {
      readonly _aws: { readonly CloudWatchMetrics: readonly { Metrics: readonly { Name: string }[] }[] }
    }
    const names = _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name))
    for (const name of names) expect((values as Record<string, unknown>)[name]).toBe(1)
    return names
  } finally {
    written.mockRestore()
  }
}

test.each([
  ['UnmanagedPosition', 'ForeignPosition'],
  ['OtherOrderCancelled', 'ForeignOrderCancelled'],
] as const)('%s is also counted as %s, for operators’ own alarms', (metric, former) => {
  expect(namesOf(metric)).toEqual([metric, former])
})

test('a metric with an unchanged name is counted once', () => {
  expect(namesOf('OrderSwept')).toEqual(['OrderSwept'])
})
