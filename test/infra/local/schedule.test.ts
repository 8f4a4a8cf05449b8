import { expect, test } from 'vitest'
import { scheduler } from '../../../infra/lab/scheduler.ts'
import { startSchedule } from '../../../infra/local/runner/schedule.ts'

test.each([
  ['cron(5 * * * ? *)', '2025-02-03T02:00Z', ['2025-02-03T02:05', '2025-02-03T03:05', '2025-02-03T04:05']],
  ['cron(5 0 * * ? *)', '2025-02-03T00:06Z', ['2025-02-04T00:05', '2025-02-05T00:05', '2025-02-06T00:05']],
  // The third of February 2025 was a Monday.
  ['cron(5 0 ? * MON *)', '2025-01-29T12:00Z', ['2025-02-03T00:05', '2025-02-10T00:05', '2025-02-17T00:05']],
])('%s starts within its minutes, and its target learns which', async (expression, from, expected) => {
  const time = scheduler(Date.parse(from), 'together')
  const started: string[] = []
  const onDue = (scheduled: number) => {
    expect(time.now() - scheduled).toBeLessThan(60_000)
    started.push(new Date(scheduled).toISOString().slice(0, 16))
  }
  const end = startSchedule({ clock: { ...time, within: work => work() }, expression, seed: 1, onDue })
  await time.run(Number.POSITIVE_INFINITY, () => started.length === 3)
  end()
  expect(started).toEqual(expected)
})
