import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { liveSaid, resources, synthesize } from '../infra/stacks/synthesized.ts'
import { inProject } from './an-operator.ts'

/** Clients of AWS → the name of their service in IAM. */
const services: Readonly<Record<string, string>> = {
  'client-cloudformation': 'cloudformation',
  'client-cloudwatch': 'cloudwatch',
  'client-dynamodb': 'dynamodb',
  'client-lambda': 'lambda',
  'client-secrets-manager': 'secretsmanager',
  'client-sqs': 'sqs',
  'lib-dynamodb': 'dynamodb',
}

/** Commands whose action has another name. */
const actions: Readonly<Record<string, string>> = {
  'dynamodb:Get': 'dynamodb:GetItem',
  'dynamodb:Put': 'dynamodb:PutItem',
  'dynamodb:Update': 'dynamodb:UpdateItem',
  'dynamodb:Delete': 'dynamodb:DeleteItem',
  'dynamodb:BatchGet': 'dynamodb:BatchGetItem',
  'dynamodb:BatchWrite': 'dynamodb:BatchWriteItem',
  'lambda:Invoke': 'lambda:InvokeFunction',
}

/** The secrets are encrypted with the stack's own key. */
const alongWith: Readonly<Record<string, readonly string[]>> = {
  'secretsmanager:GetSecretValue': ['kms:Decrypt'],
  'secretsmanager:PutSecretValue': ['kms:Decrypt', 'kms:GenerateDataKey'],
}

/** The files of the project that qt may load. */
async function filesOfQt(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: inProject(''),
    entryPoints: ['infra/operator/command-line.ts'],
    outdir: 'none',
    ...{ bundle: true, write: false, metafile: true, platform: 'node', format: 'esm', packages: 'external' },
  })
  return Object.keys(metafile.inputs)
}

/** What a file requests from AWS, by its imports: commands, and their paginators. */
function asksIn(file: string): readonly string[] {
  const text = readFileSync(inProject(file), 'utf8')
  const imported = [
    ...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g),
    ...text.matchAll(/const \{([^}]*)\} = await import\('@aws-sdk\/([\w-]+)'\)/g),
  ]
  return imported.flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/\b(?:(\w+)Command|paginate(\w+))\b/g)].flatMap(([, command, paged]) => {
      const service = services[client]
      if (!service) throw new Error(`${file} asks ${client}: say here how IAM calls that service`)
      const asked = `${service}:${command ?? paged}`
      const action = actions[asked] ?? asked
      return [action, ...(alongWith[action] ?? [])]
    }),
  )
}

function listed(): readonly string[] {
  const page = readFileSync(inProject('docs/qt.md'), 'utf8')
  const [, told] = /It needs these rights:\n\n((?:- .*\n)+)/.exec(page) ?? []
  return [...(told?.matchAll(/`(\w+:\w+)`/g) ?? [])].map(([, right = '']) => right)
}

test('docs/qt.md lists exactly the rights that qt needs', async () => {
  const files = await filesOfQt()
  const needed = files.flatMap(asksIn)
  expect([...new Set(listed())].toSorted()).toEqual([...new Set(needed)].toSorted())
  expect(files.length).toBeGreaterThan(150)
})

test('the stack’s policy for the operator gives no other rights', () => {
  const policies = resources(
    synthesize('live', liveSaid, { egress: 'fixed', accept: 'address' }).app,
    'AWS::IAM::ManagedPolicy',
  )
  const given = policies.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
  )
  expect(given).not.toEqual([])
  expect(given.filter(right => !listed().includes(right))).toEqual([])
})
