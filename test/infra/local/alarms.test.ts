import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { closeReceives, tradeReceives } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { localCredentials } from '../../../infra/local/runner/function-environment.ts'
import { region } from '../../../infra/local/runner/resolve.ts'
import { openTrading, type Trading } from './trading.ts'

// biome-ignore lint/suspicious/noExplicitAny: lines are untyped JSON
type Json = any

/** How late metrics come, in milliseconds: each alarm goes off and clears under every one of them. */
const delays = [0, 20_000, 60_000]

let trading: Trading
beforeAll(async () => {
  trading = await openTrading({}, { alarms: delays })
  await trading.stack.clock.sleep(70_000)
}, 300_000)
afterAll(() => trading?.close())

/** Long enough for five receives of a message that fails. */
const patienceMs = 900_000

const evaluator = () => {
  const { alarms } = trading.stack
  if (!alarms) throw new Error('the stack was started without its alarms')
  return alarms
}
/** An alarm's state where metrics come late or not, once it is the same for all of them. */
const everywhere = (id: string, state: string) => evaluator().desks.every(desk => desk.stateOf(id) === state)
const goesOff = (id: string, withinMs = patienceMs) =>
  trading.until(`alarm ${id}`, async () => everywhere(id, 'ALARM'), withinMs)
const clears = (id: string, withinMs = patienceMs) =>
  trading.until(`end of ${id}`, async () => everywhere(id, 'OK'), withinMs)

/** The look at all positions, and at one. */
const positions = { path: '/fapi/v3/positionRisk' }

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

/** Between two writers of the position; false where one came first. */
async function writeRungs(id: string, rungs: Position['rungs']): Promise<boolean> {
  const { positions } = trading.state
  const stored = await positions.read(id)
  if (!stored) throw new Error(`Position ${id} has no record`)
  return (await positions.write({ ...stored.item, rungs }, stored.version)) !== undefined
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
  await trading.until(`an open position of ${symbol}`, () => trading.isOpen(symbol))
  return (await trading.positionOn(symbol)) ?? ''
}

const closeByForce = (positionId: string) => trading.closeAsTold(positionId, 'emergency')

/** A producer that does not stop, on a symbol where every entry is refused late. */
async function flood(symbol: string, signals: number): Promise<void> {
  const { stack, state } = trading
  const at = stack.clock.now()
  const all = Array.from({ length: signals }, (_, n) => ({ id: `flood-${n}`, messageId: String(n) }))
  const release = stack.clock.hold()
  const proof = { message: '', messageHash: '', verdict: 'accepted', at } as const
  await Promise.all(
    all.map(({ id, messageId }) => state.signals.claim({ signalId: id, messageId, ...proof })),
  )
  release()
  const Records = all.map(({ id, messageId }) => {
    const signal = { id, symbol, action: 'BUY', confidence: '0.9', source: 'flood', at }
    return { messageId, body: JSON.stringify({ v: 1, signal }), attributes: { MessageGroupId: symbol } }
  })
  await stack.invoke('executor', { Records })
}

test('nothing is in alarm while all is well', async () => {
  await trading.stack.clock.sleep(600_000)
  const changes = evaluator().desks.map(desk => desk.changes.map(({ id }) => id.slice(0, -8)))
  // With nothing open, looks may be 119 s apart: known a minute later, that may seem longer than silence takes.
  const silence = ['AlarmsSilentWatch', 'AlarmsSomebodyMustLookNow']
  const [atOnce, soon, late = []] = changes
  expect([atOnce, soon, late.filter(id => !silence.includes(id))]).toEqual([[], [], []])
})

test('Unprotected goes off when stops are taken away again and again', async () => {
  await openPosition('ETHUSDT')
  for (let round = 0; round < 4; round++) {
    await trading.stripStops('ETHUSDT')
    await trading.stack.clock.sleep(10_000)
  }
  await goesOff('Unprotected')
})

test('EmergencyClose goes off when positions are closed by force, each with a message of its own', async () => {
  await closeByForce((await trading.positionOn('ETHUSDT')) ?? '')
  await closeByForce(await openPosition('SOLUSDT'))
  await goesOff('EmergencyClose')
  await clears('Unprotected')
  await clears('EmergencyClose')
  const told = evaluator().desks.map(({ changes }) =>
    changes.filter(({ id, state }) => id.includes('EmergencyClose') && state === 'ALARM'),
  )
  for (const changes of told) expect(changes).toHaveLength(1)
  expect(await trading.stack.published()).toHaveLength(2)
})

test('LookFailed goes off when looks at a position fail, CloseFailed when close-cleanup does, OrdersLeft when a stop arrives after its position', async () => {
  const id = await openPosition('SOLUSDT')
  const allowLooks = await forbid('inspect', 'dynamodb:GetItem')
  await goesOff('LookFailed')
  await allowLooks()
  const allow = await forbid('close-cleanup', 'dynamodb:PutItem')
  const close = trading.stack.invoke('close-cleanup', { v: 1, positionId: id, reason: 'signal' })
  await expect(close).rejects.toThrow(/not authorized/)
  await goesOff('CloseFailed')
  await allow()
  await closeByForce(id)
  await trading.until('nothing open', async () => !(await trading.positionOn('SOLUSDT')))
  // A second close of the watch's, still under way, would take it for the position's.
  await trading.stack.idle()
  await trading.placeStop('SOLUSDT', clientIdOf('paper', id, 'primary', 99))
  await goesOff('OrdersLeft')
  expect(await trading.stops('SOLUSDT')).toBe(0)
  await clears('LookFailed')
  await clears('CloseFailed')
  await clears('OrdersLeft')
})

test('RequestWeight goes off when signals flood the executor, RateLimited when Binance takes no more', async () => {
  await trading.placeStop('SOLUSDT', 'another-client')
  await flood('SOLUSDT', 145)
  await goesOff('RequestWeight')
  await goesOff('RateLimited')
  await trading.cancelStop('SOLUSDT', 'another-client')
  await clears('RequestWeight')
  await clears('RateLimited')
})

test('SilentWatch goes off within three minutes of the last look, StartRefused with it', async () => {
  const { stack, lines } = trading
  const allow = await forbid('EveryMinute', 'states:StartExecution')
  await goesOff('SilentWatch')
  const lastTick = lines
    .filter(({ by, line }) => by === 'survey' && line.includes('"Tick":1'))
    .map(({ line }) => JSON.parse(line)._aws.Timestamp as number)
    .at(-1)
  expect(stack.clock.now() - (lastTick ?? 0)).toBeLessThan(180_000)
  await goesOff('StartRefused')
  expect(everywhere('SomebodyMustLookNow', 'ALARM')).toBe(true)
  await allow()
  await clears('SilentWatch')
  await empty('MissedStartsUrl')
  await clears('StartRefused')
  await clears('SomebodyMustLookNow')
})

test('WatchFailed goes off when the state machine may invoke nothing', async () => {
  const allow = await forbid('StateMachine', 'lambda:InvokeFunction')
  await goesOff('WatchTimedOut')
  await allow()
  await clears('WatchTimedOut')
})

test('EntryFailed goes off when entries fail; what fails whenever it comes lies dead until it is taken away', async () => {
  const closed = (await openPosition('ETHUSDT')) ?? ''
  await closeByForce(closed)
  const allowEntries = await forbid('executor', 'dynamodb:GetItem')
  const allowCloses = await forbid('close-cleanup', 'dynamodb:GetItem')
  await trading.signal('SOLUSDT', 'SELL')
  await trading.sendClose(closed, 'late')
  await goesOff('EntryFailed')
  await goesOff('DeadCloses', (closeReceives + 5) * timing.visibility.closes)
  // Nor can it be handed back without its verdict: it comes again when the queue gives it back.
  const receives = tradeReceives(loadConfiguration({}).signalMaxAgeSeconds * 1000)
  await goesOff('DeadTrades', (receives + 1) * timing.visibility.trades)
  await allowEntries()
  await allowCloses()
  // Its periods are of five minutes, and CloudWatch looks at some beyond the last two.
  await clears('EntryFailed', 1_800_000)
  await empty('TradeDeadLettersUrl')
  await empty('CloseDeadLettersUrl')
  await clears('DeadTrades')
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

test('UnmanagedPosition goes off when a stranger opens a position, DailyLoss when the day has lost what it may', async () => {
  const { state } = trading
  const lose = (net: string) =>
    state.account.update(account => ({ ...account, day: { ...account.day, net } }))
  await trading.tradeAsStranger('SOLUSDT', 'BUY', '10')
  await lose('-500')
  await goesOff('TwoOwners')
  await goesOff('DailyLoss')
  await trading.tradeAsStranger('SOLUSDT', 'SELL', '10')
  await lose('-499')
  await clears('TwoOwners')
  await clears('DailyLoss')
  await lose('0')
})

test('KeyRefused goes off while entries are halted for what the API key may do', async () => {
  const { state } = trading
  const halt = (halts: Record<string, string>) => state.account.update(account => ({ ...account, halts }))
  await halt({ 'api-key': 'the API key may withdraw' })
  await goesOff('KeyRefused')
  await halt({})
  await clears('KeyRefused')
})

test('Banned goes off when Binance has banned the address', async () => {
  trading.stack.suffer([{ match: positions, fault: { kind: 'answer', as: 'banned' } }])
  await goesOff('Banned')
  trading.stack.suffer([])
  await clears('Banned')
})

test('MarkDoubted goes off when a mark cannot be, RowUnread when a row cannot be read', async () => {
  const { stack } = trading
  const of = { symbol: 'ETHUSDT' }
  await openPosition('ETHUSDT')
  stack.suffer([{ match: positions, fault: { kind: 'row', of, show: { markPrice: '0' } } }])
  await goesOff('MarkDoubted')
  stack.suffer([{ match: positions, fault: { kind: 'row', of, lack: ['positionAmt'] } }])
  await goesOff('RowUnread')
  stack.suffer([])
})

test('InvariantBroken goes off while a record says that take-profits sell more than was entered', async () => {
  const id = (await trading.positionOn('ETHUSDT')) ?? ''
  const sells = (rungs: Position['rungs']) => trading.until('its record', () => writeRungs(id, rungs))
  const { rungs = [] } = (await trading.state.positions.read(id))?.item ?? {}
  await sells(rungs.map(({ clientId: _, ...rung }) => ({ ...rung, quantity: '1000', state: 'waiting' })))
  await goesOff('InvariantBroken')
  await sells(rungs)
  await clears('InvariantBroken')
})

test('RecordLost goes off when a position loses its record, and what is open is taken over', async () => {
  const { stack } = trading
  const lost = (await trading.positionOn('ETHUSDT')) ?? ''
  const release = stack.clock.hold()
  const Key = { pk: `POSITION#${lost}`, sk: 'ITEM' }
  await stack.documents.send(new DeleteCommand({ TableName: stack.table, Key }))
  release()
  await goesOff('RecordLost')
  await trading.until('its successor', () => trading.isOpen('ETHUSDT'))
  expect(await trading.positionOn('ETHUSDT')).not.toBe(lost)
  await clears('MarkDoubted')
  await clears('RowUnread')
  await clears('RecordLost')
})

test('ResultNotKnown goes off when the exchange keeps for an hour what a close came to', async () => {
  const { stack, positionOn, until } = trading
  const hour = 3_600_000
  stack.suffer([{ match: { path: '/fapi/v1/userTrades' }, fault: { kind: 'late', ms: 3 * hour } }])
  await closeByForce((await positionOn('ETHUSDT')) ?? '')
  await until('nothing open', async () => !(await positionOn('ETHUSDT')))
  await goesOff('ResultNotKnown', hour + patienceMs)
  stack.suffer([])
  // By then it is asked for once an hour.
  await clears('ResultNotKnown', hour + patienceMs)
})

test('SymbolUnlisted goes off when the exchange does not know the symbol of an open position any more', async () => {
  const { stack, positionOn, until } = trading
  await openPosition('SOLUSDT')
  const delisted = { kind: 'delist', from: stack.clock.now() } as const
  stack.suffer([{ match: { symbol: 'SOLUSDT' }, fault: delisted }])
  await goesOff('SymbolUnlisted')
  await until('nothing open', async () => !(await positionOn('SOLUSDT')))
  await clears('SymbolUnlisted')
})

/** `AlarmsBannedInspect0123ABCD` is one of the kind `Banned`. */
function sectionOf(id: string): string {
  const nameOf = (each: string) => each.replace(/^Alarms(\w+)[0-9A-F]{8}$/, '$1')
  const shared: Readonly<Record<string, string>> = {
    CloseCrashed: 'CloseFailed',
    WatchTimedOut: 'WatchFailed',
    WatchThrottled: 'WatchFailed',
  }
  const name = nameOf(id)
  const names = evaluator().ids().map(nameOf)
  return shared[name] ?? names.filter(each => name.startsWith(each)).toSorted()[0] ?? name
}

/** Those whose cause is what others do with the account or the address, whom nothing here plays: what they make of their metric is `late-metrics`. */
const notProvoked = ['AddressWeight', 'ConcurrencyShort']

test.each(delays)(
  'of every kind an alarm has gone off and is over, and was told to the topic, %d ms late',
  delay => {
    const desk = evaluator().desks.find(({ delayMs }) => delayMs === delay)
    const fired = desk?.changes.filter(({ state }) => state === 'ALARM') ?? []
    const sections = new Set(fired.map(({ id }) => sectionOf(id)))
    const all = evaluator().ids().map(sectionOf)
    expect([...new Set(all)].filter(section => !sections.has(section)).toSorted()).toEqual(
      notProvoked.toSorted(),
    )
    for (const id of evaluator().ids()) expect([id, desk?.stateOf(id)]).toEqual([id, 'OK'])
    for (const { actions } of fired) expect(actions).toEqual([expect.stringContaining(':sns:')])
  },
)

test('every metric is told by its function alone, whatever sources producers name', () => {
  const metrics = trading.lines
    .filter(({ line }) => line.includes('"_aws"'))
    .map(({ line }) => JSON.parse(line))
  const dimensions = metrics.flatMap(({ _aws }) => _aws.CloudWatchMetrics.map((of: Json) => of.Dimensions))
  expect(new Set(dimensions.map(of => JSON.stringify(of)))).toEqual(new Set(['[["service"]]']))
  expect(new Set(metrics.map(({ service }) => service)).size).toBe(5)
})
