import { expect, test } from 'vitest'
import { environments, synthesize } from './synthesized.ts'

type Json = Record<string, unknown>

interface Resource {
  readonly Type: string
  readonly [attribute: string]: unknown
}

/** Every value of both templates by its property; names of the environment are written as `<env>`. */
function valuesOf(name: string, said: Record<string, string>): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>()
  const visit = (path: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return void found.set(path, value)
    for (const [key, inner] of Object.entries(value)) {
      // The order of a list of words means nothing.
      if (Array.isArray(value) && typeof inner === 'string') found.set(`${path} ${inner}`, 'there')
      else visit(`${path}.${key}`, inner)
    }
  }
  for (const template of Object.values(synthesize(name, said))) {
    const text = JSON.stringify(template.toJSON())
      .replaceAll(`QuantumTrader-${name}`, 'QuantumTrader-<env>')
      .replaceAll(`QuantumTrader${name}`, 'QuantumTrader<env>')
      .replaceAll(`quantum-trader-${name}`, 'quantum-trader-<env>')
      .replaceAll(`(${name})`, '(<env>)')
      .replaceAll(`"${name}-`, '"<env>-')
      .replaceAll(`reported to ${name}-`, 'reported to <env>-')
      .replaceAll(`"QT_DEPLOYMENT":"${name}"`, '"QT_DEPLOYMENT":"<env>"')
      .replaceAll(`"Value":"${name}"`, '"Value":"<env>"')
      .replaceAll(`\\"${name}\\"`, '\\"<env>\\"')
      .replaceAll(`\\"${name}-`, '\\"<env>-')
      // A version's id depends on the function's content.
      .replaceAll(/(CurrentVersion[0-9A-F]{8})\w+/g, '$1')
      .replaceAll(/(AlarmName":"[\w<>]+)[0-9A-F]{8}"/g, '$1"')
      .replaceAll(/[0-9a-f]{64}\.zip/g, 'code.zip')
    const { Resources, Outputs } = JSON.parse(text) as { Resources: Record<string, Resource>; Outputs: Json }
    for (const [id, { Type, ...resource }] of Object.entries(Resources)) visit(`${Type} ${id}`, resource)
    visit('Output', Outputs)
  }
  return found
}

/** What differs between both, without the ids of resources. */
function differences(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): string[] {
  const shown = (value: unknown) => (value === undefined ? 'nothing' : String(value))
  const told = [...new Set([...one.keys(), ...other.keys()])]
    .filter(path => one.get(path) !== other.get(path))
    .map(path => {
      const what = path.replace(/^AWS::(\S+) \w+/, '$1').replace(/\.\d+(?=\.|$)/g, '[]')
      return `${what}: ${shown(one.get(path))} → ${shown(other.get(path))}`
    })
  return [...new Set(told)].sort()
}

const none = new Map<string, unknown>()
const [paper = none, demo = none, live = none] = environments.map(([name, said]) => valuesOf(name, said))

test('demo differs from paper by its names, its venue, and by keeping what it has', () => {
  const kept = ['DynamoDB::GlobalTable', 'KMS::Key', 'Logs::LogGroup', 'SecretsManager::Secret']
  expect(differences(paper, demo)).toEqual(
    [
      ...kept.flatMap(type => [
        `${type}.DeletionPolicy: Delete → Retain`,
        `${type}.UpdateReplacePolicy: Delete → Retain`,
      ]),
      'DynamoDB::GlobalTable.Properties.Replicas[].DeletionProtectionEnabled: false → true',
      'Lambda::Function.Properties.Environment.Variables.QT_PAPER_TRADING: nothing → false',
      'Lambda::Function.Properties.Environment.Variables.STAGING_MODE: nothing → true',
      'Output.Settings.Value: {} → {"QT_PAPER_TRADING":"false","STAGING_MODE":"true"}',
      'Output.Origins.Value: {} → {"QT_PAPER_TRADING":"the shell","STAGING_MODE":"the shell","alarmEmail":"the shell"}',
    ].sort(),
  )
})

test('live differs from demo by its names, the venue and the cap that it begins with', () => {
  const venue = (staging: boolean) => `"QT_PAPER_TRADING":"false","STAGING_MODE":"${staging}"`
  const from = '"QT_PAPER_TRADING":"the shell","STAGING_MODE":"the shell","alarmEmail":"the shell"'
  const ofLive = from.replace(',"alarmEmail"', ',"egress":"the file","alarmEmail"')
  const cap = (positions: string, margin: string) =>
    `"QT_MAX_POSITIONS":"${positions}","QT_MAX_MARGIN_PER_TRADE":"${margin}"`
  expect(differences(demo, live)).toEqual([
    // A close for each position at once, and two at least.
    'Lambda::EventSourceMapping.Properties.ScalingConfig.MaximumConcurrency: 4 → 2',
    'Lambda::Function.Properties.Environment.Variables.QT_MAX_MARGIN_PER_TRADE: nothing → 20',
    'Lambda::Function.Properties.Environment.Variables.QT_MAX_POSITIONS: nothing → 1',
    'Lambda::Function.Properties.Environment.Variables.STAGING_MODE: true → false',
    `Output.Origins.Value: {${from}} → {${cap('the live cap', 'the live cap')},${ofLive}}`,
    `Output.Settings.Value: {${venue(true)}} → {${cap('1', '20')},${venue(false)}}`,
  ])
})
