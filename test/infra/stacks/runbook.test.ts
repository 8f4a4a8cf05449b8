import { readFileSync } from 'node:fs'
import { Token } from 'aws-cdk-lib'
import { CfnAlarm, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import { describe, expect, test } from 'vitest'
import { program } from '../../../infra/operator/program.ts'
import type { Runner } from '../../../infra/operator/run.ts'
import { aRule, demoSaid, liveSaid, someChannels, synthesize, synthesizeApp } from './synthesized.ts'

const read = (file: string) => readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8')
const runbook = read('runbook.md')
const both = `${runbook}\n${read('deploy.md')}`

/** Title → text. */
const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map(section => [section.split('\n', 1)[0] ?? '', section] as const),
)

const sources = { QT_SOURCES: '{"tv-btc":{}}' }

/** Every deployed alarm, by its own name if it has one, otherwise by its construct's. */
const alarms = synthesizeApp(
  'live',
  { ...liveSaid, ...sources },
  { webhook: 'true', rule: aRule, sentinel: 'true', notify: someChannels, accept: 'loosened' },
)
  .stacks.app.node.findAll()
  .filter(node => node instanceof CfnAlarm || node instanceof CfnCompositeAlarm)
  .map(alarm => ({
    id: alarm.node.path.split('/').at(-2) ?? '',
    named: Token.isUnresolved(alarm.alarmName) ? undefined : alarm.alarmName?.split('-').at(-1),
    text: alarm.alarmDescription,
  }))
  .map(({ id, named, text }) => ({ id, name: named ?? id, text }))

test('there are alarms', () => {
  expect(alarms.length).toBeGreaterThan(15)
})

test('a renamed alarm keeps its CloudFormation id, and its section names the former name', () => {
  const renamed = alarms.filter(({ id, name }) => id !== name)
  expect(Object.fromEntries(renamed.map(({ id, name }) => [id, name]))).toEqual({
    SomebodyMustLookNow: 'LookNow',
    TwoOwners: 'UnmanagedPosition',
  })
  for (const { id, name } of renamed) expect(sections.get(name)).toContain(`(Called \`${id}\` before.)`)
})

/**
 * Alarms on one thing that several functions or services report share a section: the kind with which their names
 * begin.
 */
const kinds: Readonly<Record<string, string>> = {
  CloseCrashed: 'CloseFailed',
  RuleCrashed: 'RuleFailed',
  RuleNotStarted: 'RuleFailed',
  WatchTimedOut: 'WatchFailed',
  WatchThrottled: 'WatchFailed',
}
const kindOf = (name: string) =>
  kinds[name] ?? name.replace(/(?<=[a-z])(Inspect|Executor|CloseCleanup|Survey|-[a-z]+)$/, '')

describe.each(alarms)('the alarm $name', ({ name, text }) => {
  test('links to its section of the runbook', () => {
    expect(text).toMatch(new RegExp(`\\. What to do: docs/runbook\\.md#${kindOf(name).toLowerCase()}$`))
  })

  test('has a section with what it means, commands to look and what to do', () => {
    const section = sections.get(kindOf(name)) ?? ''
    if (kinds[name]) expect(section).toContain(`\`${name}\``)
    expect(section).toMatch(/\*\*Means:\*\* .*\n\n\*\*Look:\*\* [\s\S]+```sh\n[\s\S]+\*\*Do:\*\* /)
  })
})

test('every section explains an existing alarm', () => {
  expect([...sections.keys()].sort()).toEqual([...new Set(alarms.map(({ name }) => kindOf(name)))].sort())
})

describe('the commands in the runbook and the deployment guide', () => {
  const { Resources, Outputs } = synthesize(
    'demo',
    { ...demoSaid, ...sources },
    {
      ...{ egress: 'fixed', accept: 'address' },
      ...{ webhook: 'true', rule: aRule, sentinel: 'true', notify: someChannels },
    },
  ).app.toJSON()
  const named = (call: RegExp) => [...new Set([...both.matchAll(call)].map(([, name = '']) => name))]

  test('name only outputs that the stack has', () => {
    const outputs = named(/\$\((?:output|queue_arn) (\w+)\)|(?:read_queue|redrive) (\w+)/g).filter(Boolean)
    expect(outputs.length).toBeGreaterThan(3)
    for (const output of outputs) expect(Object.keys(Outputs)).toContain(output)
  })

  test('name resources that the stack has, each of them one', () => {
    const resources = named(/\$\(resource (\w+)\)/g)
    const logs = named(/^logs (\w+)/gm)
    expect(resources.length + logs.length).toBeGreaterThan(5)
    const found = (name: string) => Object.keys(Resources).filter(id => id.startsWith(name))
    for (const name of [...resources, ...logs]) expect(found(name), name).toHaveLength(1)
    for (const name of logs) expect(Resources[found(name)[0] ?? ''].Type).toBe('AWS::Logs::LogGroup')
  })

  test('name commands of qt', () => {
    const runner = {} as Runner
    const commands = program(runner).commands.map(command => command.name())
    const used = named(/^(?:npm run -s qt -- |qt )([a-z-]+)/gm)
    expect(used.length).toBeGreaterThan(5)
    for (const command of used) expect(commands).toContain(command)
  })

  test('link only to existing headings', () => {
    const anchors = (text: string) =>
      [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      )
    const known = {
      'deploy.md': anchors(read('deploy.md')),
      'runbook.md': anchors(runbook),
    }
    for (const [, file, anchor = ''] of both.matchAll(/\]\((deploy\.md|runbook\.md)#([\w-]+)\)/g))
      expect(known[file as keyof typeof known], `${file}#${anchor}`).toContain(anchor)
    for (const [, anchor = ''] of runbook.matchAll(/\]\(#([\w-]+)\)/g))
      expect(known['runbook.md'], anchor).toContain(anchor)
  })
})
