import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { counted } from '../../terminal/counted.ts'
import type { Connection } from '../connect/connection.ts'
import { patience } from '../connect/patience.ts'
import { alarms } from './alarms.ts'
import { askedBySurvey } from './asked-by-survey.ts'
import { type Check, checked, failure, ok, warning } from './check.ts'
import { concurrency } from './concurrency.ts'
import { entries } from './entries.ts'
import { lastTick } from './last-tick.ts'
import { listener } from './listener.ts'
import { stackRegion } from './stack-region.ts'

/** The check of the watch's last look. */
export const watchChecks = (connection: Connection): Promise<readonly Check[]> =>
  checked('watch', 'look at the watch’s log group and at MissedStarts', () => lastTick(connection))

/** Checks the stack: table, halts, queues, alarms; `watch` is put in its place among them. */
export async function stackChecks(
  connection: Connection,
  watch: readonly Check[],
): Promise<readonly Check[]> {
  const groups = await Promise.all([
    checked('stack region', 'deploy the current release', async () =>
      stackRegion(connection.output('SignalQueueUrl'), connection.configuration.venue),
    ),
    checked('account', 'check that the stack is deployed and its table exists', () =>
      accountState(connection),
    ),
    checked('asked by survey', 'check that the stack is deployed and its table exists', () =>
      askedBySurvey(connection),
    ),
    checked('concurrency', 'let these credentials call lambda:GetAccountSettings', () =>
      concurrency(connection),
    ),
    watch,
    checked('sentinel', 'check that the stack is deployed and its table exists', () => listener(connection)),
    checked('queues', 'look at the queues in the AWS console', () => queues(connection)),
    checked('alarms', 'let these credentials call cloudwatch:DescribeAlarms', () => alarms(connection)),
  ])
  return groups.flat()
}

async function accountState(connection: Connection): Promise<readonly Check[]> {
  const { state, configuration } = connection
  const { item } = await state.account.read()
  return [
    item.venue === configuration.venue
      ? ok('venue', item.venue)
      : failure(
          'venue',
          `the table belongs to the venue ${item.venue}, the settings to ${configuration.venue}`,
          'restore the settings, or deploy another stack',
        ),
    entries(connection, item),
    item.foreign.length === 0
      ? ok('unmanaged', 'every position on the exchange is managed here')
      : warning(
          'unmanaged',
          item.foreign.join(', '),
          'close it on the exchange, or deploy with QT_ADOPT=all',
        ),
  ]
}

const worked = ['SignalQueueUrl', 'TradeQueueUrl', 'CloseQueueUrl'] as const
const aside = [
  'InvalidQueueUrl',
  'SignalDeadLettersUrl',
  'TradeDeadLettersUrl',
  'CloseDeadLettersUrl',
  'MissedStartsUrl',
] as const

async function queues(connection: Connection): Promise<readonly Check[]> {
  const sqs = new SQSClient(patience)
  const depth = async (output: string) => {
    const answer = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: connection.output(output),
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    )
    const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: taken } =
      answer.Attributes ?? {}
    return { name: output.replace(/Url$/, ''), waiting: Number(waiting ?? 0), taken: Number(taken ?? 0) }
  }
  const [moving, kept] = await Promise.all([Promise.all(worked.map(depth)), Promise.all(aside.map(depth))])
  return [
    ...moving.map(({ name, waiting, taken }) => {
      const found = `${waiting} waiting, ${taken} being handled`
      return waiting < 10
        ? ok(name, found)
        : warning(name, found, 'its function is slow or failing; look at its log group')
    }),
    ...kept.map(({ name, waiting, taken }) =>
      waiting + taken === 0
        ? ok(name, 'empty')
        : warning(
            name,
            name === 'InvalidQueue'
              ? counted(waiting + taken, 'invalid signal')
              : `${counted(waiting + taken, 'message')} that failed`,
            name === 'InvalidQueue'
              ? 'qt invalid shows each and what is wrong with it; tell its producer'
              : 'read them in the AWS console; redrive them once the cause is gone',
          ),
    ),
  ]
}
