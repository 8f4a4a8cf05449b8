import { describe, expect, test } from 'vitest'
import { functionNamed, paperSaid, resources, synthesize } from './synthesized.ts'

const { app } = synthesize('paper', paperSaid)

describe('the functions', () => {
  const functions = resources(app, 'AWS::Lambda::Function')

  test('are five, on arm64 and Node 24', () => {
    expect(functions.map(({ Properties }) => [Properties.Runtime, Properties.Architectures])).toEqual(
      Array(5).fill(['nodejs24.x', ['arm64']]),
    )
  })

  test('log our own lines, and of Lambda’s only errors', () => {
    for (const { Properties } of functions) {
      expect(Properties.LoggingConfig).toMatchObject({
        LogFormat: 'JSON',
        SystemLogLevel: 'WARN',
        ApplicationLogLevel: 'INFO',
      })
    }
  })

  test('get the given settings', () => {
    const leverage = functions.map(({ Properties }) => Properties.Environment.Variables.QT_DEFAULT_LEVERAGE)
    expect(leverage).toEqual(Array(5).fill('20'))
  })

  test.each([
    ['signal-gate', ['QT_INVALID_QUEUE_URL', 'QT_TABLE', 'QT_TRADE_QUEUE_URL']],
    ['executor', ['QT_CLOSE_QUEUE_URL', 'QT_SECRET_ID', 'QT_TABLE', 'QT_TRADE_QUEUE_URL', 'QT_WATCH_ARN']],
    ['survey', ['QT_SECRET_ID', 'QT_TABLE']],
    ['inspect', ['QT_SECRET_ID', 'QT_TABLE']],
    ['close-cleanup', ['QT_EMERGENCY_TOPIC_ARN', 'QT_SECRET_ID', 'QT_TABLE', 'QT_TRADE_QUEUE_URL']],
  ])('%s gets the names of the resources it uses and of no other', (name, expected) => {
    const variables = Object.keys(functionNamed(app, name).Properties.Environment.Variables)
    const own = variables.filter(variable => /_(URL|TABLE|ARN|ID)$/.test(variable)).sort()
    expect(own).toEqual(expected)
  })

  test('have only the rights they need: no wildcard except for log delivery', () => {
    const statements = resources(app, 'AWS::IAM::Policy').flatMap(
      ({ Properties }) =>
        Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[],
    )
    const wild = statements.filter(({ Action, Resource }) => /\*/.test(JSON.stringify([Action, Resource])))
    expect(
      wild
        .flatMap(({ Action }) => Action)
        .filter(action => !/^logs:.*(LogDeliver|LogGroups|ResourcePolic)/.test(action)),
    ).toEqual([])
  })
})
