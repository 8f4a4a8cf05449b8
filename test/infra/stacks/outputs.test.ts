import { expect, test } from 'vitest'
import { paperSaid, resources, synthesize } from './synthesized.ts'

const { data, app } = synthesize('paper', paperSaid)

test('the outputs name every resource that producers and the operator need', () => {
  const outputs = app.toJSON().Outputs as Record<string, { Value: unknown }>
  const named = (output: string) => {
    const text = JSON.stringify(outputs[output]?.Value)
    const inApp = Object.keys(app.toJSON().Resources).filter(id => text.includes(`"${id}"`))
    const inData = Object.keys(data.toJSON().Resources).filter(id => text.includes(id))
    return [...inApp, ...inData].map(id => id.replace(/[0-9A-F]{8}$/, ''))
  }
  expect(named('SignalQueueUrl')).toEqual(['SignalIntakeSignalsQueue'])
  expect(named('SignalProducerPolicyArn')).toEqual(['SignalIntakeSignalProducer'])
  expect(named('InvalidQueueUrl')).toEqual(['SignalIntakeInvalid'])
  expect(named('TopicArn')).toEqual(['NoticesTopic'])
  expect(named('DashboardName')).toEqual(['OverviewDashboard'])
  expect(named('TableName')).toEqual(['Table'])
  expect(named('SecretId')).toEqual(['Credentials'])
  expect(outputs.Settings?.Value).toContain('"QT_DEFAULT_LEVERAGE":"20"')
})

test('a producer may send to the signal queue, and do nothing else', () => {
  const policies = resources(app, 'AWS::IAM::ManagedPolicy').map(({ Properties }) => Properties)
  expect(policies.map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
    [
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^SignalIntakeSignalsQueue/), 'Arn'] },
      },
    ],
  ])
  expect(
    policies.flatMap(({ Roles = [], Users = [], Groups = [] }) => [...Roles, ...Users, ...Groups]),
  ).toEqual([])
})
