import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { AlarmChange } from '../../../infra/local/alarms/alarm-desk.ts'
import { cloudWatch } from '../../../infra/local/alarms/cloudwatch.ts'
import { createMetricStore } from '../../../infra/local/alarms/metrics.ts'
import { answerAws } from '../../../infra/local/runner/aws-endpoint.ts'
import { openDoor } from '../../../infra/local/runner/door.ts'
import { stackOf } from '../../../infra/local/runner/template.ts'

const everyone = { judge: () => undefined, judgeAsk: () => undefined, setRules() {}, judged: () => [] }

const template = (name: string) =>
  stackOf(name, {
    Resources: {
      AlarmsSilentWatch0A1B2C3D: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { AlarmDescription: 'look' },
      },
      LookNow: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmName: `${name}-LookNow` } },
    },
  })

/** CloudWatch as the local stack serves it, for a deployment with two alarms and the test's counts. */
export function aCloudWatch(changes: readonly AlarmChange[] = [], deployment = 'paper') {
  const store = createMetricStore()
  const desk = { delayMs: 0, changes, stateOf: () => 'OK' as const, look() {} }
  const stacks = [template(`QuantumTrader-${deployment}-App`)]
  const actions = cloudWatch({ stacks, store, desk })
  let asked = 0
  const answer = (headers: Readonly<Record<string, string>>, body: string) => {
    asked += 1
    return answerAws({ headers, body }, actions, everyone)
  }
  const requestHandler = {
    async handle(request: { readonly headers: Record<string, string>; readonly body?: string | Uint8Array }) {
      const { headers, body = '' } = request
      const told = answer(headers, typeof body === 'string' ? body : new TextDecoder().decode(body))
      return { response: { statusCode: told.status, headers: told.headers, body: Buffer.from(told.body) } }
    },
  }
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return {
    /** A client without a socket between. */
    client: new CloudWatchClient({
      ...{ region: 'ap-northeast-1', credentials },
      requestHandler: requestHandler as never,
    }),
    count: (name: string, label: string, at: number, value: number) =>
      store.put(
        { namespace: 'QuantumTrader', name, dimensions: { service: `${deployment}-${label}` } },
        at,
        value,
      ),
    /** For a client that takes its settings from its environment. */
    serve: () => openDoor(async ({ headers, body }) => answer(headers, String(body))),
    pages: () => asked,
  }
}
