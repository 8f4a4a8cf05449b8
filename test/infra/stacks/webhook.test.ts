import { describe, expect, test } from 'vitest'
import { noTokens, parseTokens } from '#domain/tokens.ts'
import { routePrefix } from '../../../functions/webhook/request.ts'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { functionNamed, resources, synthesize } from './synthesized.ts'

const sources = { 'tv-btc': { shape: 'tradingview', throttle: 3 }, 'desk/rsi': {} }
const said = { QT_SOURCES: JSON.stringify(sources) }
const open = { webhook: 'true' }
const { app } = synthesize('paper', said, open)
const only = (type: string) => {
  const [found, ...others] = resources(app, type)
  expect(others).toEqual([])
  return found?.Properties
}

describe('an open webhook', () => {
  test('has one route for each source and no other; the function reads the source from it', () => {
    const routes = resources(app, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey)
    expect(routes.sort()).toEqual([`${routePrefix}desk/rsi`, `${routePrefix}tv-btc`])
  })

  test('has a throttle for each source, its own or the default', () => {
    const { RouteSettings, StageName, AutoDeploy } = only('AWS::ApiGatewayV2::Stage')
    expect([StageName, AutoDeploy]).toEqual(['$default', true])
    expect(RouteSettings).toEqual({
      'POST /signals/desk/rsi': { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
      'POST /signals/tv-btc': { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 20 },
    })
  })

  test('lets API Gateway call the function’s alias, for this API alone, with payloads of format 2.0', () => {
    const alias = { Ref: expect.stringMatching(/^WebhookReceiverFunctionAliaslive/) }
    const { Ref: api } = only('AWS::ApiGatewayV2::Stage').ApiId
    expect(only('AWS::ApiGatewayV2::Integration')).toMatchObject({
      IntegrationUri: alias,
      PayloadFormatVersion: '2.0',
    })
    const { Action, FunctionName, Principal, SourceArn } = only('AWS::Lambda::Permission')
    expect({ Action, FunctionName, Principal }).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: alias,
      Principal: 'apigateway.amazonaws.com',
    })
    expect(SourceArn['Fn::Join'][1].slice(-3)).toEqual([':', { Ref: api }, '/*'])
  })

  test('logs each access without its query, its headers or its body, for three months', () => {
    const { Format } = only('AWS::ApiGatewayV2::Stage').AccessLogSettings
    const told = Object.values<string>(JSON.parse(Format))
    expect(told).toContain('$context.requestId')
    for (const each of told) expect(each).not.toMatch(/query|header|body|\$context\.path|protocol|userAgent/i)
    const [log] = resources(app, 'AWS::Logs::LogGroup').filter(({ Properties }) =>
      JSON.stringify(Properties.LogGroupName)?.includes('/aws/vendedlogs/apis/quantum-trader-paper-webhook-'),
    )
    expect(log?.Properties.RetentionInDays).toBe(90)
  })

  test('keeps token hashes in its own secret, under the deployment’s key; at first none is valid', () => {
    const [tokens] = resources(app, 'AWS::SecretsManager::Secret')
    expect(parseTokens(tokens?.Properties.SecretString)).toEqual(noTokens)
    expect(JSON.stringify(tokens?.Properties.KmsKeyId)).toContain('Key')
  })

  test('may read that secret and send to the signal queue, and nothing else', () => {
    const [role] = resources(app, 'AWS::IAM::Policy').filter(({ Properties }) =>
      Properties.PolicyName.startsWith('WebhookReceiver'),
    )
    const actions = role?.Properties.PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: string }) => Action,
    )
    expect(actions.sort()).toEqual([
      'kms:Decrypt',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ])
    const variables = Object.keys(functionNamed(app, 'webhook').Properties.Environment.Variables)
    expect(variables.filter(name => /_(URL|TABLE|ARN|ID)$/.test(name)).sort()).toEqual([
      'QT_SIGNAL_QUEUE_URL',
      'QT_TOKENS_ID',
    ])
  })

  test('answers before its caller gives up after 3 s', () => {
    expect(functionNamed(app, 'webhook').Properties.Timeout).toBe(2)
  })

  test('takes no more concurrency than its share, beside the watch’s', () => {
    const reserved = (choices: object, more = {}) =>
      functionNamed(synthesize('paper', { ...said, ...more }, { ...open, ...choices }).app, 'webhook')
        .Properties.ReservedConcurrentExecutions
    expect(reserved({})).toBe(20)
    expect(reserved({ reserve: 'true' })).toBe(20)
    // AWS keeps a hundred unreserved: the throttle alone bounds it.
    expect(reserved({ quota: '119' })).toBeUndefined()
    expect(reserved({ quota: '10' })).toBeUndefined()
  })

  test('has a burst of two under a quota of ten, and takes nothing from the watch', () => {
    const { app: small } = synthesize('paper', said, { ...open, quota: '10' })
    const [stage] = resources(small, 'AWS::ApiGatewayV2::Stage')
    expect(stage?.Properties.RouteSettings['POST /signals/desk/rsi'].ThrottlingBurstLimit).toBe(2)
  })

  test('names its address and its secret in the outputs', () => {
    const { WebhookUrl, WebhookTokensId } = app.toJSON().Outputs
    expect(JSON.stringify(WebhookUrl.Value)).toMatch(/ApiEndpoint.*\/signals\/"/)
    expect(JSON.stringify(WebhookTokensId.Value)).toContain('WebhookTokens')
  })

  test('has alarms for rejected tokens and for failures', () => {
    const names = resources(app, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.MetricName)
    expect(names).toEqual(expect.arrayContaining(['TokenRefused', '5xx']))
  })
})

describe('a webhook', () => {
  test('is deployed only if it is chosen', () => {
    const closed = synthesize('paper', said).app
    for (const type of ['ApiGatewayV2::Api', 'Lambda::Permission', 'SecretsManager::Secret'])
      expect(resources(closed, `AWS::${type}`)).toEqual([])
    expect(Object.keys(closed.toJSON().Outputs).filter(name => name.startsWith('Webhook'))).toEqual([])
  })

  test('without a source is an error that says what to write', () => {
    expect(() => readDeployment('paper', {}, open)).toThrow(
      /-c env=paper: webhook is true, but QT_SOURCES names no source .*; write \{"settings": \{"QT_SOURCES": /,
    )
  })

  test.each(['a:b', '../x', '.', 'a//b', '/a', 'a/'])(
    'of a source that cannot be in an address is an error: %s',
    name => {
      expect(() => readDeployment('paper', { QT_SOURCES: JSON.stringify({ [name]: {} }) }, open)).toThrow(
        /of QT_SOURCES cannot be part of an address: expected letters, digits/,
      )
    },
  )
})
