import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Judged } from '../../../infra/local/access/access.ts'
import { readAccess } from '../../../infra/local/access/read-access.ts'
import { isAllowed, type Statement, speakingOf } from '../../../infra/local/access/statement.ts'
import { readAssembly } from '../../../infra/local/runner/template.ts'
import { environments, synthesizeApp } from '../stacks/synthesized.ts'
import { type FunctionName, functionNames, type Job, jobsOf } from './jobs.ts'
import { openTrading, type Trading } from './trading.ts'

let trading: Trading
let jobs: Readonly<Record<FunctionName, Job>>
const undone = new Map<FunctionName, readonly string[]>()
let judged: readonly Judged[]

/**
 * Every function's whole job under its role, and rare work: a position to adopt, one reduced by hand, a full record.
 */
beforeAll(async () => {
  trading = await openTrading({ QT_ADOPT: 'all' })
  jobs = jobsOf(trading)
  const { stack, until, signal, isOpen, positionOn } = trading
  // A position from before the first look: survey adopts it, and reads the rules of the symbols for that.
  await trading.tradeAsStranger('SOLUSDT', 'BUY', '5')
  await until('the position taken over', () => isOpen('SOLUSDT'))
  await signal('SOLUSDT', 'CLOSE')
  await until('nothing open', async () => !(await positionOn('SOLUSDT')))
  await stack.clock.sleep(70_000)
  for (const name of functionNames) {
    await jobs[name].prepare()
    undone.set(name, await jobs[name].run())
  }
  await signal('SOLUSDT', 'BUY')
  await until('an open position', () => isOpen('SOLUSDT'))
  await trading.fillRecord('SOLUSDT')
  await trading.tradeAsStranger('SOLUSDT', 'SELL', '5')
  await stack.clock.sleep(15_000)
  await signal('SOLUSDT', 'CLOSE')
  await until('nothing open', async () => !(await positionOn('SOLUSDT')))
  judged = await stack.judged()
}, 240_000)
afterAll(() => trading?.close())

/** Allowed actions on resources that no function used. */
function unusedParts(statements: readonly Statement[], asked: readonly Judged[]): readonly Statement[] {
  const parts = statements.flatMap(statement =>
    statement.actions.flatMap(action =>
      statement.resources.map(resource => ({ ...statement, actions: [action], resources: [resource] })),
    ),
  )
  return parts.filter(part => !asked.some(ask => speakingOf([part], ask).length > 0))
}

/** Functions keep the exchange's keys in memory: only a process that starts anew reads them. */
const isKept = (action: string) => ['secretsmanager:GetSecretValue', 'kms:Decrypt'].includes(action)

/** What the function leaves undone without the statement. */
async function workWithout(name: FunctionName, statement: Statement): Promise<readonly string[]> {
  const { stack } = trading
  await jobs[name].prepare()
  if (statement.actions.every(isKept)) await stack.kill(name)
  const had = stack.statements()[name] ?? []
  await stack.restrict(
    name,
    had.filter(other => other !== statement),
  )
  const missing = await jobs[name].run()
  await stack.restrict(name, had)
  return missing
}

test('the roles deny nothing that the stack does', () => {
  expect(judged.filter(({ allowed }) => !allowed)).toEqual([])
})

describe.each(functionNames)('%s', name => {
  const asked = () => judged.filter(({ caller }) => caller === name)
  const statements = () => trading.stack.statements()[name] ?? []

  test('does all its work under its role', () => {
    expect(statements().length).toBeGreaterThanOrEqual(3)
    expect(undone.get(name)).toEqual([])
  })

  test('uses every action of every statement, on each of its resources', () => {
    expect(unusedParts(statements(), asked())).toEqual([])
  })

  test('fails without any one of its statements', async () => {
    for (const statement of statements()) {
      const missing = await workWithout(name, statement)
      const denied = (await trading.stack.judged()).filter(
        ask => ask.caller === name && !ask.allowed && speakingOf([statement], ask).length > 0,
      )
      const what = `${name} without ${statement.actions}`
      expect(denied, `${what} is denied nothing`).not.toEqual([])
      expect(missing, `${what} does all of its work`).not.toEqual([])
    }
  })
})

/** The statements of each function's role in another environment. */
function rolesOf(name: string, said: Record<string, string>): ReadonlyMap<string, readonly Statement[]> {
  const stacks = readAssembly(synthesizeApp(name, said).app.synth().directory)
  const { callers } = readAccess(stacks, 'http://127.0.0.1')
  const functions = stacks.flatMap(({ resources }) =>
    [...resources.values()].filter(({ type }) => type === 'AWS::Lambda::Function'),
  )
  return new Map(
    functions.map(({ logicalId, properties }) => {
      const { Variables } = properties.Environment as { readonly Variables: Record<string, string> }
      return [Variables.POWERTOOLS_SERVICE_NAME?.slice(name.length + 1) ?? '', callers[logicalId] ?? []]
    }),
  )
}

describe.each(environments.filter(([name]) => name !== 'paper'))('in %s', (name, said) => {
  const roles = rolesOf(name, said)
  // A function queries a journal if two write to it in the same millisecond, which is too rare to play.
  const ofPaper = ({ context }: Judged) => context?.['dynamodb:LeadingKeys']?.startsWith('PAPER')

  test.each(functionNames)(
    '%s has every right that it needs except to keep the paper venue’s books',
    caller => {
      const asked = judged.filter(ask => ask.caller === caller && !ofPaper(ask))
      const statements = roles.get(caller) ?? []
      expect(asked.filter(ask => !isAllowed(statements, ask))).toEqual([])
      const unused = unusedParts(statements, asked).flatMap(({ actions }) => actions)
      expect(unused.filter(action => action !== 'dynamodb:Query')).toEqual([])
    },
  )
})

test('a call that the role does not allow gets AccessDenied, and succeeds once the role allows it', async () => {
  const { stack } = trading
  const had = stack.statements().survey ?? []
  await stack.restrict(
    'survey',
    had.filter(({ actions }) => !actions.includes('dynamodb:UpdateItem')),
  )
  const run = { execution: 'test', startedAt: new Date(stack.clock.now()).toISOString() }
  await expect(stack.invoke('survey', run)).rejects.toThrow(
    /not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:/,
  )
  await stack.restrict('survey', had)
  await expect(stack.invoke('survey', run)).resolves.toMatchObject({ v: 1 })
})
