import { expect, test } from 'vitest'
import { synthesize } from '../../../infra/local/runner/assembly.ts'
import { createMarketClock } from '../../../infra/local/runner/clock.ts'
import { localDefinition, type State } from '../../../infra/local/runner/local-definition.ts'
import { createResolver } from '../../../infra/local/runner/resolve.ts'
import { startSchedule } from '../../../infra/local/runner/schedule.ts'
import type { StackTemplate } from '../../../infra/local/runner/template.ts'

const stack = (name: string, outputs: StackTemplate['outputs'] = {}): StackTemplate => ({
  name,
  resources: new Map([['Topic', { logicalId: 'Topic', type: 'AWS::SNS::Topic', properties: {} }]]),
  outputs,
  assets: new Map(),
})
const exporting = stack('Data', { Name: { Value: { Ref: 'Topic' }, Export: { Name: 'Data:Topic' } } })
const resolver = createResolver([exporting, stack('App')], ({ logicalId }) => ({
  ref: `here:${logicalId}`,
  attributes: { Arn: `arn:${logicalId}` },
}))
const resolved = (value: unknown) => resolver.resolve(stack('App'), value)

test('references, attributes and imports of other stacks resolve to values on this machine', () => {
  expect(resolved({ a: [{ Ref: 'Topic' }], b: { 'Fn::GetAtt': ['Topic', 'Arn'] } })).toEqual({
    a: ['here:Topic'],
    b: 'arn:Topic',
  })
  expect(resolved({ 'Fn::ImportValue': 'Data:Topic' })).toBe('here:Topic')
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
  expect(resolved({ 'Fn::Sub': '${AWS::Partition}/${Topic}/${Topic.Arn}' })).toBe('aws/here:Topic/arn:Topic')
  expect(resolved({ 'Fn::Select': [1, { 'Fn::Split': [':', { Ref: 'Topic' }] }] })).toBe('Topic')
  expect(resolver.outputs()).toEqual({ Name: 'here:Topic' })
})

test.each([
  ['an unknown resource', { Ref: 'Unknown' }, /App refers to Unknown/],
  ['an unknown attribute', { 'Fn::GetAtt': ['Topic', 'Colour'] }, /no attribute Colour of Topic/],
  ['an unknown export', { 'Fn::ImportValue': 'Other' }, /no stack exports Other; exported are Data:Topic/],
  ['an unknown function', { 'Fn::Cidr': [] }, /Fn::Cidr, which the local run cannot answer/],
])('%s is an error that names it', (_, value, message) => {
  expect(() => resolved(value)).toThrow(message)
})

const machine = (state: State) => () => localDefinition({ StartAt: 'Only', States: { Only: state } })

test('a definition that the interpreter would run wrongly is an error', () => {
  expect(machine({ Type: 'Pass', QueryLanguage: 'JSONata' })).toThrow(/Only uses JSONata or Assign/)
  expect(machine({ Type: 'Pass', Assign: { a: 1 } })).toThrow(/Only uses JSONata or Assign/)
  expect(machine({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' })).toThrow(
    /lambda:invoke only/,
  )
  expect(() => localDefinition({ StartAt: 'A', States: {}, QueryLanguage: 'JSONata' })).toThrow(/JSONata/)
})

test('a schedule other than every so many minutes, daily or on Mondays is an error', () => {
  const clock = createMarketClock({ startAt: 0, speed: 1 })
  const start = () => startSchedule({ clock, expression: 'cron(0 12 ? * TUE *)', seed: 1, onDue: () => {} })
  expect(start).toThrow(/the schedule is cron\(0 12 \? \* TUE \*\); the local run knows rate/)
})

test('wrong settings end the synthesis with all of them named', async () => {
  const environment = { QT_DEFAULT_LEVERAGE: '126', QT_SL_PCT: 'two' }
  const failed = synthesize({ environment, deployment: 'paper' })
  await expect(failed).rejects.toThrow(/QT_DEFAULT_LEVERAGE is "126"[\s\S]*QT_SL_PCT is "two"/)
})
