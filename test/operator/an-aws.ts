import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { keys } from './operator-keys.ts'

/** The stacks and alarms of this account. */
export interface Deployed {
  /** Stack → its outputs. */
  readonly stacks: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly alarms: readonly Alarm[]
}

export interface Alarm {
  readonly AlarmName: string
  readonly StateValue: 'OK' | 'ALARM'
  readonly AlarmDescription?: string
  /** Seconds. */
  readonly StateTransitionedTimestamp?: number
  /** Of a composite alarm. */
  readonly AlarmRule?: string
}

interface Asked {
  readonly authorization: string
  readonly body: string
}

/**
 * AWS as an operator without rights meets it: CloudFormation, CloudWatch and Lambda answer in their own words,
 * everything else denies access.
 */
export async function anAws({ stacks, alarms }: Deployed) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const target = String(request.headers['x-amz-target'] ?? '')
    asked.push({ authorization: String(request.headers.authorization), body })
    const { status, type, text } = body.startsWith('Action=DescribeStacks')
      ? describeStacks(stacks, new URLSearchParams(body).get('StackName') ?? '')
      : target.endsWith('.DescribeAlarms')
        ? describeAlarms(alarms, JSON.parse(body))
        : request.url?.endsWith('/account-settings')
          ? accountSettings
          : denied
    response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'a-request' }).end(text)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    asked,
    /** An operator's shell with credentials of this account. */
    environment: {
      ...keys,
      AWS_REGION: 'ap-northeast-1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function describeStacks(stacks: Deployed['stacks'], name: string) {
  const outputs = stacks[name]
  const xml = 'text/xml'
  if (!outputs) {
    const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error>`
    const text = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">${error}<RequestId>a-request</RequestId></ErrorResponse>`
    return { status: 400, type: xml, text }
  }
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
  )
  const stack = `<member><StackName>${name}</StackName><CreationTime>2025-02-03T00:00:00.000Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member>`
  const text = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult><ResponseMetadata><RequestId>a-request</RequestId></ResponseMetadata></DescribeStacksResponse>`
  return { status: 200, type: xml, text }
}

interface AlarmsAsked {
  readonly StateValue?: string
  readonly AlarmNamePrefix?: string
  readonly AlarmTypes?: readonly string[]
  readonly NextToken?: string
}

/**
 * One alarm per page, so that a reader that stops after the first page fails. Like CloudWatch, it omits composite
 * alarms unless the reader asks for them.
 */
function describeAlarms(alarms: Deployed['alarms'], asked: AlarmsAsked) {
  const { StateValue, AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], NextToken = '0' } = asked
  const found = alarms.filter(
    alarm =>
      AlarmTypes.includes(typeOf(alarm)) &&
      (StateValue === undefined || alarm.StateValue === StateValue) &&
      alarm.AlarmName.startsWith(AlarmNamePrefix),
  )
  const page = Number(NextToken)
  const more = page + 1 < found.length && { NextToken: String(page + 1) }
  const [shown] = found.slice(page)
  const ofType = (type: string) => (shown && typeOf(shown) === type ? [shown] : [])
  const text = JSON.stringify({
    MetricAlarms: ofType('MetricAlarm'),
    CompositeAlarms: ofType('CompositeAlarm'),
    ...more,
  })
  return { status: 200, type: 'application/x-amz-json-1.0', text }
}

const typeOf = ({ AlarmRule }: Alarm) => (AlarmRule === undefined ? 'MetricAlarm' : 'CompositeAlarm')

/** A new account's. */
const accountSettings = {
  status: 200,
  type: 'application/json',
  text: JSON.stringify({ AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } }),
}

const denied = {
  status: 400,
  type: 'application/x-amz-json-1.0',
  text: JSON.stringify({
    __type: 'com.amazon.coral.service#AccessDeniedException',
    message: 'User: arn:aws:iam::111111111111:user/operator is not authorized',
  }),
}
