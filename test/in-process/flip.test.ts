import { describe, expect, test } from 'vitest'
import { btcRules } from '../domain/market.ts'
import { books, expectPromises } from './audit.ts'
import { dynamo, entries, later, opened, settle, slots, turned } from './flips.ts'
import { aLife, Killed } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem } from './system.ts'

describe('an opposite signal', () => {
  test('only warns where its source says warn', async () => {
    const system = await opened('warn')
    await turned(system)
    expect(await verdictOn(system, 'two')).toBe('opposes-open-position')
    expect(await positionOf(system)).toMatchObject({ state: 'open' })
  })

  test('closes, and opens nothing, where its source says close', async () => {
    const system = await opened('close')
    await turned(system)
    expect(await verdictOn(system, 'two')).toBe('accepted')
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'opposite' } })
    expect(await entries(system)).toEqual(['BUY'])
    expect(await books(system)).toEqual([])
    await system.signal(later(system, { id: 'three' }))
    expect(await verdictOn(system, 'three')).toBe('cooldown')
    await expectPromises(system)
  })

  test('flips where its source says flip: first flat with empty books, then a separate order for the other side', async () => {
    const system = await opened('flip')
    await turned(system)
    const [long, short] = [await positionOf(system), await positionOf(system, 'two')]
    expect(long).toMatchObject({ state: 'closed', result: { reason: 'flip' } })
    expect(short).toMatchObject({ state: 'open', side: 'short', signalId: 'xgboost#two' })
    expect(short.entry.sentAt).toBeGreaterThan(long.closedAt ?? Number.POSITIVE_INFINITY)
    expect(await slots(system)).toMatchObject({ BTCUSDT: { positionId: short.id, side: 'short' } })
    expect(await entries(system)).toEqual(['BUY', 'SELL'])
    expect(await verdictOn(system, 'two')).toBe('accepted')
    expect(await expectPromises(system)).toHaveLength(2)
  })

  test('below the threshold closes nothing', async () => {
    const system = await opened('flip')
    await system.signal(later(system, { confidence: 0.7 }))
    expect(await verdictOn(system, 'two')).toBe('low-confidence')
    expect(await positionOf(system)).toMatchObject({ state: 'open' })
  })

  test('closes another source’s position as that source says', async () => {
    const system = await opened('warn', { QT_SOURCES: '{"desk":{"opposite":"close"}}' })
    await system.signal(later(system, { source: 'desk' }))
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'opposite' } })
  })

  test('stamped before the opening signal closes nothing', async () => {
    const system = await opened('flip')
    await system.signal(later(system, { timestamp: Math.floor(system.clock.now()) - 30_000 }))
    expect(await verdictOn(system, 'two')).toBe('superseded')
    expect(await positionOf(system)).toMatchObject({ state: 'open' })
  })

  test('closes a position while entries are halted, and opens none', async () => {
    const system = await opened('flip')
    await system.state.account.update(account => ({ ...account, halts: { operator: 'halted by a test' } }))
    await turned(system)
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'flip' } })
    expect(await verdictOn(system, 'two')).toBe('halted')
    // The cooldown after that close holds for every other signal.
    await system.state.account.update(account => ({ ...account, halts: {} }))
    await system.signal(later(system, { id: 'three' }))
    expect(await verdictOn(system, 'three')).toBe('cooldown')
    expect(await entries(system)).toEqual(['BUY'])
  })
})

describe('a flip', () => {
  test('that arrives twice, in one message or two, enters once', async () => {
    const system = await opened('flip')
    const body = later(system)
    for (const message of ['a', 'a', 'b']) await system.gate(body, message)
    await settle(system)
    for (const message of ['a', 'c']) await system.gate(body, message)
    await settle(system)
    expect(await entries(system)).toEqual(['BUY', 'SELL'])
    expect(await expectPromises(system)).toHaveLength(2)
  })

  test('does not enter if the position is flat only after the signal went stale', async () => {
    const system = await opened('flip')
    await system.gate(later(system))
    await system.take(system.trades.waiting.shift() ?? '')
    system.clock.advance(61_000)
    await settle(system)
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'flip' } })
    expect(await verdictOn(system, 'two')).toBe('stale')
    expect(await entries(system)).toEqual(['BUY'])
  })

  test('gives way to a CLOSE that comes before its entry', async () => {
    const system = await opened('flip')
    await system.gate(later(system))
    await system.take(system.trades.waiting.shift() ?? '')
    await system.gate(buy(system, { id: 'out', action: 'CLOSE' }))
    await settle(system)
    expect(await verdictOn(system, 'out')).toBe('accepted')
    expect(await verdictOn(system, 'two')).toBe('superseded')
    expect(await slots(system)).toEqual({})
    expect(await entries(system)).toEqual(['BUY'])
    await expectPromises(system)
  })

  test('gives way to a newer flip, which enters', async () => {
    const system = await opened('flip')
    await system.gate(later(system))
    await system.take(system.trades.waiting.shift() ?? '')
    system.clock.advance(1_000)
    await system.gate(buy(system, { id: 'three' }))
    await settle(system)
    expect(await verdictOn(system, 'two')).toBe('superseded')
    expect(await positionOf(system, 'three')).toMatchObject({ state: 'open', side: 'long' })
    expect(await entries(system)).toEqual(['BUY', 'BUY'])
    expect(await expectPromises(system)).toHaveLength(2)
  })

  test('waits for the cooldown of a CLOSE that was under way before it', async () => {
    const system = await opened('flip')
    await system.gate(buy(system, { id: 'out', action: 'CLOSE' }))
    system.clock.advance(1_000)
    await system.gate(later(system))
    for (const trade of system.trades.waiting.splice(0)) await system.take(trade)
    await settle(system)
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    expect(await verdictOn(system, 'two')).toBe('cooldown')
    expect(await entries(system)).toEqual(['BUY'])
  })

  test('waits for the cooldown if a stop closed the position first', async () => {
    const system = await opened('flip')
    await system.gate(later(system))
    system.move('59955')
    await system.nextTick()
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
    await settle(system)
    expect(await verdictOn(system, 'two')).toBe('cooldown')
    expect(await entries(system)).toEqual(['BUY'])
  })

  test('skips only the cooldown of its own close', async () => {
    const system = await opened('flip')
    await turned(system)
    await system.signal(buy(system, { id: 'out', action: 'CLOSE' }))
    system.clock.advance(5_000)
    await system.signal(later(system, { id: 'three' }))
    expect(await verdictOn(system, 'three')).toBe('cooldown')
    expect((await system.state.account.read()).item.flips).toBeUndefined()
  })

  test('waits for the cooldown of an earlier close', async () => {
    const system = await opened('flip')
    await turned(system)
    system.clock.advance(5_000)
    await system.gate(buy(system, { id: 'three' }))
    await settle(system)
    expect(await positionOf(system, 'two')).toMatchObject({ state: 'closed', result: { reason: 'flip' } })
    expect(await verdictOn(system, 'three')).toBe('cooldown')
    expect(await entries(system)).toEqual(['BUY', 'SELL'])
  })

  test('enters even if its message was lost and the watch closed the position', async () => {
    const system = await opened('flip')
    await system.gate(later(system))
    await system.take(system.trades.waiting.shift() ?? '')
    system.closes.waiting.length = 0
    await system.nextTick()
    await settle(system)
    expect(await positionOf(system, 'two')).toMatchObject({ state: 'open', side: 'short' })
    await expectPromises(system)
  })

  test('of an entry that never happened enters in its place', async () => {
    const environment = {
      QT_SOURCES: '{"xgboost":{"opposite":"flip"}}',
      QT_SIGNAL_MAX_AGE_SECONDS: '300',
    }
    const system = await openSystem(dynamo, { known: [btcRules], environment })
    const counted = aLife()
    await opened('flip', {}, counted)
    await system.gate(buy(system))
    const [entry = ''] = system.trades.waiting.splice(0)
    const dying = aLife(counted.steps.indexOf('exchange.place') + 1)
    await expect(system.take(entry, dying)).rejects.toThrow(Killed)
    system.clock.advance(5_000)
    await system.gate(later(system))
    await system.take(system.trades.waiting.shift() ?? '')
    // The dead executor's lease runs out.
    system.clock.advance(66_000)
    await settle(system)
    expect(await positionOf(system)).toMatchObject({ state: 'abandoned' })
    expect(await positionOf(system, 'two')).toMatchObject({ state: 'open', side: 'short' })
    expect(await entries(system)).toEqual(['SELL'])
    await expectPromises(system)
  })

  test('is in the journal of the position that it closes', async () => {
    const system = await opened('flip')
    await turned(system)
    const { id } = await positionOf(system)
    const journal = await system.state.journal.read(id)
    expect(journal.find(({ event }) => event === 'flip-follows')).toMatchObject({
      signalId: 'xgboost#two',
      side: 'short',
    })
  })
})
