import type { Blueprint } from '../runner/blueprint.ts'
import type { LocalServices } from '../runner/services.ts'
import type { StateMachines } from '../runner/state-machines.ts'
import type { MetricStore } from './metrics.ts'

export interface AwsMetricsOptions {
  readonly blueprint: Blueprint
  readonly services: LocalServices
  readonly machines: StateMachines
  readonly store: MetricStore
}

const metricOfStatus: Readonly<Record<string, string>> = {
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
}

/** Measures what AWS itself measures for our alarms: queues, and runs of the state machine. */
export function awsMetrics({ blueprint, services, machines, store }: AwsMetricsOptions) {
  let ended: ReadonlySet<string> = new Set()

  async function queues(now: number): Promise<void> {
    for (const [name, { deliverable, oldestSentAt }] of Object.entries(await services.census())) {
      const put = (metric: string, value: number) =>
        store.put({ namespace: 'AWS/SQS', name: metric, dimensions: { QueueName: name } }, now - 1, value)
      put('ApproximateNumberOfMessagesVisible', deliverable)
      put('ApproximateAgeOfOldestMessage', oldestSentAt === undefined ? 0 : (now - oldestSentAt) / 1000)
    }
  }

  function runs(): void {
    const executions = machines.executions()
    for (const { arn, status, endedAt } of executions) {
      const name = metricOfStatus[status]
      if (!name || endedAt === undefined || ended.has(arn)) continue
      const machine = blueprint.stateMachines.find(({ name: candidate }) => arn.includes(`:${candidate}:`))
      const dimensions = { StateMachineArn: machine?.arn ?? '' }
      store.put({ namespace: 'AWS/States', name, dimensions }, endedAt, 1)
    }
    // Only runs that are still remembered.
    ended = new Set(executions.flatMap(({ arn, endedAt }) => (endedAt === undefined ? [] : [arn])))
  }

  return async (now: number): Promise<void> => {
    await queues(now)
    runs()
  }
}
