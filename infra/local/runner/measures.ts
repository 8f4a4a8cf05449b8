import type { AlarmChange } from '../alarms/alarm-desk.ts'
import { readAlarms } from '../alarms/alarm-specs.ts'
import { awsMetrics } from '../alarms/aws-metrics.ts'
import { cloudWatch } from '../alarms/cloudwatch.ts'
import { type AlarmEvaluator, startAlarmEvaluator } from '../alarms/evaluator.ts'
import { createMetricStore } from '../alarms/metrics.ts'
import type { AwsAction } from './aws-endpoint.ts'
import type { Ground } from './ground.ts'
import type { LocalStackOptions } from './stack-options.ts'
import type { StateMachines } from './state-machines.ts'

/** CloudWatch's measurements for the templates' alarms, if they were asked for. */
export interface Measures {
  /** A line of a function's log, which may hold metrics. */
  line(text: string): void
  /** A call of a function that failed. */
  error(functionName: string): void
  /** An API's answer that blames the server (5xx). */
  serverError(apiId: string): void
  startAlarms(machines: StateMachines, onChange: (change: AlarmChange) => void): AlarmEvaluator | undefined
  /** CloudWatch's answers by that evaluation; none without it. */
  cloudWatch(alarms: AlarmEvaluator | undefined): Readonly<Record<string, AwsAction>>
}

export function createMeasures(ground: Ground, { alarms: delaysMs }: LocalStackOptions): Measures {
  const { stacks, blueprint, clock, services, clients } = ground
  const store = createMetricStore()
  return {
    line: text => void (delaysMs && store.takeLine(text)),
    error(FunctionName) {
      const dimensions = { FunctionName, Resource: `${FunctionName}:live` }
      store.put({ namespace: 'AWS/Lambda', name: 'Errors', dimensions }, clock.now(), 1)
    },
    serverError: ApiId =>
      void store.put({ namespace: 'AWS/ApiGateway', name: '5xx', dimensions: { ApiId } }, clock.now(), 1),
    startAlarms(machines, onChange) {
      if (!delaysMs) return undefined
      const specs = readAlarms(stacks, clients.urls.queues)
      const sample = awsMetrics({ blueprint, services, machines, store })
      return startAlarmEvaluator({ specs, store, clock, delaysMs, sample, onChange })
    },
    cloudWatch(alarms) {
      const [desk] = alarms?.desks ?? []
      return desk ? cloudWatch({ stacks, store, desk }) : {}
    },
  }
}
