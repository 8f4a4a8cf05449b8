import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { localCredentials } from '../../../infra/local/function-environment.ts'
import { region } from '../../../infra/local/resolve.ts'
import { openTrading, type Trading } from './trading.ts'

let trading: Trading
beforeAll(async () => {
  trading = await openTrading({}, { alarms: true })
  await trading.stack.clock.sleep(70_000)
}, 300_000)
afterAll(() => trading?.close())

/** Long enough for five receives of a message that fails. */
const patienceMs = 900_000

const desk = () => {
  const { alarms } = trading.stack
  if (!alarms) throw new Error('the stack was started without its alarms')
  return alarms
}
const goesOff = (id: string) =>
  trading.until(`alarm ${id}`, async () => desk().stateOf(id) === 'ALARM', patienceMs)
const clears = (id: string) =>
  trading.until(`end of ${id}`, async () => desk().stateOf(id) === 'OK', patienceMs)

/** Takes the right to do this away from a caller; the answer gives it back. */
async function forbid(caller: string, action: string) {
  const { stack } = trading
  const name = Object.keys(stack.statements()).find(candidate => candidate.includes(caller)) ?? caller
  const had = stack.statements()[name] ?? []
  await stack.restrict(
    name,
    had.filter(({ actions }) => !actions.includes(action)),
  )
  return () => stack.restrict(name, had)
}

/** Takes every message out of a queue, as the operator would once they are dealt with. */
async function empty(output: string) {
  const { outputs, clock } = trading.stack
  const QueueUrl = outputs[output] ?? ''
  const sqs = new SQSClient({ region, credentials: localCredentials, endpoint: new URL(QueueUrl).origin })
  const release = clock.hold()
  await sqs.send(new PurgeQueueCommand({ QueueUrl }))
  release()
}

async function openPosition(symbol: string): Promise<string> {
  await trading.signal(symbol, 'BUY')
  let id: string | undefined
  await trading.until(`an open position of ${symbol}`, async () => {
    id = await trading.positionOn(symbol)
    return (id && (await trading.state.positions.read(id))?.item.state) === 'open'
  })
  return id ?? ''
}

const closeByForce = async (positionId: string) => {
  const message = { v: 1, positionId, reason: 'emergency' }
  await trading.until('the close', () =>
    trading.stack.invoke('close-cleanup', message).then(
      () => true,
      () => false,
    ),
  )
}

test('nothing is in alarm while all is well', async () => {
  await trading.stack.clock.sleep(600_000)
  expect(desk().changes).toEqual([])
})

test('EmergencyClose goes off when a position is closed by force, with a message of its own', async () => {
  await closeByForce(await openPosition('ETHUSDT'))
  await goesOff('EmergencyClose')
  expect(await trading.stack.published()).toHaveLength(1)
  await clears('EmergencyClose')
})

test('Unprotected goes off when stops are taken away again and again', async () => {
  const id = await openPosition('ETHUSDT')
  for (let round = 0; round < 4; round++) {
    await trading.stripStops('ETHUSDT')
    await trading.stack.clock.sleep(10_000)
  }
  await goesOff('Unprotected')
  await clears('Unprotected')
  await closeByForce(id)
})

test('CloseFailed goes off when close-cleanup fails', async () => {
  const id = await openPosition('SOLUSDT')
  const allow = await forbid('close-cleanup', 'dynamodb:PutItem')
  await expect(
    trading.stack.invoke('close-cleanup', { v: 1, positionId: id, reason: 'signal' }),
  ).rejects.toThrow(/not authorized/)
  await goesOff('CloseFailed')
  await allow()
  await closeByForce(id)
  await clears('CloseFailed')
})

test('SilentWatch goes off within three minutes of the last look, StartRefused with it', async () => {
  const { stack, lines } = trading
  await trading.until('nothing open', async () => !(await trading.positionOn('SOLUSDT')))
  const allow = await forbid('EveryMinute', 'states:StartExecution')
  await goesOff('SilentWatch')
  const lastTick = lines
    .filter(({ by, line }) => by === 'survey' && line.includes('"Tick":1'))
    .map(({ line }) => JSON.parse(line)._aws.Timestamp as number)
    .at(-1)
  expect(stack.clock.now() - (lastTick ?? 0)).toBeLessThan(180_000)
  await goesOff('StartRefused')
  expect(desk().stateOf('SomebodyMustLookNow')).toBe('ALARM')
  await allow()
  await clears('SilentWatch')
  await empty('MissedStartsUrl')
  await clears('StartRefused')
  await clears('SomebodyMustLookNow')
})

test('WatchFailed goes off when the state machine may invoke nothing', async () => {
  const allow = await forbid('StateMachine', 'lambda:InvokeFunction')
  await goesOff('WatchFailed')
  await allow()
  await clears('WatchFailed')
})

test('EntryFailed goes off when no watch can be started', async () => {
  const allow = await forbid('executor', 'states:StartExecution')
  await trading.signal('ETHUSDT', 'BUY')
  await trading.signal('SOLUSDT', 'BUY')
  await goesOff('EntryFailed')
  await allow()
  await clears('EntryFailed')
})

test('DeadTrades goes off once an entry was tried five times in vain, until they are gone', async () => {
  const allow = await forbid('executor', 'dynamodb:GetItem')
  await trading.signal('ETHUSDT', 'SELL')
  await goesOff('DeadTrades')
  await allow()
  await empty('TradeDeadLettersUrl')
  await clears('DeadTrades')
})

test('DeadCloses goes off once a close was tried five times in vain, until they are gone', async () => {
  const id = await openPosition('ETHUSDT')
  const allow = await forbid('close-cleanup', 'dynamodb:GetItem')
  await trading.signal('ETHUSDT', 'CLOSE')
  await goesOff('DeadCloses')
  await allow()
  await closeByForce(id)
  await empty('CloseDeadLettersUrl')
  await clears('DeadCloses')
})

test('SignalWaiting goes off while the gate fails, DeadSignals when it went on failing', async () => {
  const allow = await forbid('signal-gate', 'sqs:SendMessage')
  await trading.signal('SOLUSDT', 'SELL')
  await goesOff('SignalWaiting')
  await goesOff('DeadSignals')
  await allow()
  await clears('SignalWaiting')
  await empty('SignalDeadLettersUrl')
  await clears('DeadSignals')
})

test('TwoOwners goes off when somebody else opens a position', async () => {
  await trading.tradeAsStranger('SOLUSDT', 'BUY', '10')
  await goesOff('TwoOwners')
  await trading.tradeAsStranger('SOLUSDT', 'SELL', '10')
  await clears('TwoOwners')
})

test('DailyLoss goes off when the day has lost what it may', async () => {
  const { state } = trading
  const lose = (net: string) =>
    state.account.update(account => ({ ...account, day: { ...account.day, net } }))
  await lose('-500')
  await goesOff('DailyLoss')
  await lose('-499')
  await clears('DailyLoss')
})

test('KeyRefused goes off while entries are halted for what the API key may do', async () => {
  const { state } = trading
  const halt = (halts: Record<string, string>) => state.account.update(account => ({ ...account, halts }))
  await halt({ 'api-key': 'the API key may withdraw' })
  await goesOff('KeyRefused')
  await halt({})
  await clears('KeyRefused')
})

test('every change of an alarm is told to the topic', () => {
  for (const { actions } of desk().changes) expect(actions).toEqual([expect.stringContaining(':sns:')])
})
