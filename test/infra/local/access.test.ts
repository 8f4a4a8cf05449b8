import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Judged } from '../../../infra/local/access/access.ts'
import { isAllowed, speakingOf } from '../../../infra/local/access/statement.ts'
import { openTrading, type Trading } from './trading.ts'

/**
 * The paper venue's old lines are put aside by whoever saves it next. That is nearly always survey, but whoever is
 * denied it could not trade on.
 */
const seldom: Readonly<Record<string, readonly string[]>> = {
  inspect: ['dynamodb:BatchWriteItem'],
  'close-cleanup': ['dynamodb:BatchWriteItem'],
}

const functions = ['signal-gate', 'executor', 'survey', 'inspect', 'close-cleanup'] as const
let trading: Trading
let judged: readonly Judged[]

/** One of everything: a signal nobody can read, an entry, ticks, a close by signal and one by force. */
beforeAll(async () => {
  trading = await openTrading()
  const { stack, state, until, signal, positionOn, stripStops } = trading
  // A minute without anything open: survey reads the rules of the symbols.
  await stack.clock.sleep(70_000)
  await stack.sendSignal('{"symbol": ')
  await signal('ETHUSDT', 'BUY')
  await signal('SOLUSDT', 'SELL')
  const isOpen = async (symbol: string) => {
    const id = await positionOn(symbol)
    return (id && (await state.positions.read(id))?.item.state) === 'open'
  }
  await until('two open positions', async () => (await isOpen('ETHUSDT')) && (await isOpen('SOLUSDT')))
  await stripStops('ETHUSDT')
  await stack.clock.sleep(15_000)
  await signal('ETHUSDT', 'CLOSE')
  const message = { v: 1, positionId: await positionOn('SOLUSDT'), reason: 'emergency' }
  await until('the emergency close', () =>
    stack.invoke('close-cleanup', message).then(
      () => true,
      () => false,
    ),
  )
  await until('nothing open', async () => !(await positionOn('ETHUSDT')) && !(await positionOn('SOLUSDT')))
  await stack.clock.sleep(70_000)
  await stack.idle()
  judged = await stack.judged()
}, 240_000)
afterAll(() => trading?.close())

test('nothing that the stack does is denied by its roles', () => {
  expect(judged.filter(({ allowed }) => !allowed)).toEqual([])
})

test('a forced close is told under the key of the topic', async () => {
  expect(await trading.stack.published()).toHaveLength(1)
})

describe.each(functions)('%s', name => {
  const asked = () => judged.filter(({ caller }) => caller === name)
  const statements = () => trading.stack.statements()[name] ?? []

  test('has statements, and each breaks it when it is removed', () => {
    expect(statements().length).toBeGreaterThanOrEqual(3)
    for (const statement of statements()) {
      const rest = statements().filter(other => other !== statement)
      const broken = asked().filter(ask => !isAllowed(rest, ask))
      expect(broken, `nobody misses ${JSON.stringify(statement)}`).not.toEqual([])
    }
  })

  test('uses every action of every statement, on every resource of it', () => {
    for (const statement of statements()) {
      const used = asked().filter(ask => speakingOf([statement], ask).length > 0)
      const expected = statement.actions.filter(action => !seldom[name]?.includes(action))
      expect([...new Set(used.map(({ action }) => action))]).toEqual(expect.arrayContaining(expected))
      const unused = statement.resources.filter(
        resource => !used.some(ask => speakingOf([{ ...statement, resources: [resource] }], ask).length > 0),
      )
      expect(unused).toEqual([])
    }
  })
})

describe('a call that the role does not allow', () => {
  const without = async (name: string, action: string) => {
    const had = trading.stack.statements()[name] ?? []
    const left = had.filter(({ actions }) => !actions.includes(action))
    expect(left).toHaveLength(had.length - 1)
    await trading.stack.restrict(name, left)
    return () => trading.stack.restrict(name, had)
  }

  test('is denied with AccessDenied, at the table', async () => {
    const giveBack = await without('survey', 'dynamodb:UpdateItem')
    const run = { execution: 'test', startedAt: new Date(trading.stack.clock.now()).toISOString() }
    await expect(trading.stack.invoke('survey', run)).rejects.toThrow(
      /not authorized to perform: dynamodb:UpdateItem on resource: arn:aws:dynamodb:/,
    )
    await giveBack()
    await expect(trading.stack.invoke('survey', run)).resolves.toMatchObject({ v: 1 })
  })

  test('is denied at a queue: the signal is tried again and arrives once it is allowed', async () => {
    const { stack, until, signal, positionOn } = trading
    const giveBack = await without('signal-gate', 'sqs:SendMessage')
    await signal('ETHUSDT', 'BUY')
    await until('the denial', async () =>
      (await stack.judged()).some(({ caller, action, allowed }) => {
        return caller === 'signal-gate' && action === 'sqs:SendMessage' && !allowed
      }),
    )
    expect(await positionOn('ETHUSDT')).toBeUndefined()
    await giveBack()
    await until('the verdict', async () => (await stack.messages('TradeQueueUrl')).length === 0, 300_000)
  })

  test('loses the lines of a function that may not write its log', async () => {
    const { stack, lines } = trading
    const giveBack = await without('signal-gate', 'logs:PutLogEvents')
    await stack.idle()
    lines.splice(0)
    await stack.sendSignal('{"unreadable": ')
    await stack.idle()
    expect(lines.filter(({ by }) => by === 'signal-gate')).toEqual([])
    await giveBack()
    await stack.sendSignal('{"unreadable": again')
    await stack.idle()
    expect(lines.filter(({ by }) => by === 'signal-gate')).not.toEqual([])
  })
})
