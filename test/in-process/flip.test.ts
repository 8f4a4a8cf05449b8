import { describe, expect, test } from 'vitest'
import { ownerOf } from '#domain/identity.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises } from './audit.ts'
import { aLife, Killed, type Life, lastingSteps } from './life.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

/** A long whose source says what its opposite signals do. */
async function opened(
  opposite: 'warn' | 'close' | 'flip',
  more: Record<string, string> = {},
  life = aLife(),
): Promise<System> {
  const environment = { QT_SOURCES: JSON.stringify({ xgboost: { opposite } }), ...more }
  const system = await openSystem(dynamo, { known: [btcRules], environment })
  await system.gate(buy(system))
  await system.take(system.trades.waiting.shift() ?? '', life)
  system.clock.advance(5_000)
  return system
}

/** Delivers until nothing waits: what is handed back goes through the executor once more. */
async function settle(system: System): Promise<void> {
  while (system.trades.waiting.length + system.closes.waiting.length > 0) await system.drain()
}

const later = (system: System, more: Readonly<Record<string, unknown>> = {}) =>
  sell(system, { id: 'two', ...more })

async function turned(system: System): Promise<void> {
  await system.gate(later(system))
  await settle(system)
}

const slots = async (system: System) => (await system.state.account.read()).item.slots

async function entries(system: System): Promise<readonly string[]> {
  const { orders } = await system.venue.ledger('BTCUSDT')
  return orders.filter(order => ownerOf(order.clientOrderId)?.purpose === 'entry').map(({ side }) => side)
}

describe('an opposite signal', () => {
  test('changes nothing where its source warns', async () => {
    const system = await opened('warn')
    await turned(system)
    expect(await verdictOn(system, 'two')).toBe('opposes-open-position')
    expect(await positionOf(system)).toMatchObject({ state: 'open' })
  })

  test('closes where its source closes, and opens nothing', async () => {
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

  test('flips where its source flips: flat and both books empty first, then the other side by its own order', async () => {
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

  test('below the threshold ends nothing', async () => {
    const system = await opened('flip')
    await system.signal(later(system, { confidence: 0.7 }))
    expect(await verdictOn(system, 'two')).toBe('low-confidence')
    expect(await positionOf(system)).toMatchObject({ state: 'open' })
  })

  test('of another source ends what this source opened, as that source says', async () => {
    const system = await opened('warn', { QT_SOURCES: '{"desk":{"opposite":"close"}}' })
    await system.signal(later(system, { source: 'desk' }))
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'opposite' } })
  })

  test('stamped before the signal that opened ends nothing', async () => {
    const system = await opened('flip')
    await system.signal(later(system, { timestamp: Math.floor(system.clock.now()) - 30_000 }))
    expect(await verdictOn(system, 'two')).toBe('superseded')
    expect(await positionOf(system)).toMatchObject({ state: 'open' })
  })

  test('ends a position while entries are halted, and is not entered', async () => {
    const system = await opened('flip')
    await system.state.account.update(account => ({ ...account, halts: { operator: 'halted by a test' } }))
    await turned(system)
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'flip' } })
    expect(await verdictOn(system, 'two')).toBe('halted')
    // The cooldown of that close holds for every other signal.
    await system.state.account.update(account => ({ ...account, halts: {} }))
    await system.signal(later(system, { id: 'three' }))
    expect(await verdictOn(system, 'three')).toBe('cooldown')
    expect(await entries(system)).toEqual(['BUY'])
  })
})

describe('a flip', () => {
  test('that comes twice, in one message and in another, enters once', async () => {
    const system = await opened('flip')
    const body = later(system)
    for (const message of ['a', 'a', 'b']) await system.gate(body, message)
    await settle(system)
    for (const message of ['a', 'c']) await system.gate(body, message)
    await settle(system)
    expect(await entries(system)).toEqual(['BUY', 'SELL'])
    expect(await expectPromises(system)).toHaveLength(2)
  })

  test('is not entered where its position is flat only when the signal is stale', async () => {
    const system = await opened('flip')
    await system.gate(later(system))
    await system.take(system.trades.waiting.shift() ?? '')
    system.clock.advance(61_000)
    await settle(system)
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'flip' } })
    expect(await verdictOn(system, 'two')).toBe('stale')
    expect(await entries(system)).toEqual(['BUY'])
  })

  test('gives way to a CLOSE that comes before it is entered', async () => {
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

  test('gives way to a newer one, whose side is entered', async () => {
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

  test('waits for the cooldown of a CLOSE that was on its way before it', async () => {
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

  test('waits for the cooldown of a stop that was quicker', async () => {
    const system = await opened('flip')
    await system.gate(later(system))
    system.move('59955')
    await system.nextTick()
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
    await settle(system)
    expect(await verdictOn(system, 'two')).toBe('cooldown')
    expect(await entries(system)).toEqual(['BUY'])
  })

  test('is exempt from the cooldown of its own close only', async () => {
    const system = await opened('flip')
    await turned(system)
    await system.signal(buy(system, { id: 'out', action: 'CLOSE' }))
    system.clock.advance(5_000)
    await system.signal(later(system, { id: 'three' }))
    expect(await verdictOn(system, 'three')).toBe('cooldown')
    expect((await system.state.account.read()).item.flips).toBeUndefined()
  })

  test('waits for the cooldown of the close before its own', async () => {
    const system = await opened('flip')
    await turned(system)
    system.clock.advance(5_000)
    await system.gate(buy(system, { id: 'three' }))
    await settle(system)
    expect(await positionOf(system, 'two')).toMatchObject({ state: 'closed', result: { reason: 'flip' } })
    expect(await verdictOn(system, 'three')).toBe('cooldown')
    expect(await entries(system)).toEqual(['BUY', 'SELL'])
  })

  test('of a position that the watch closes, because no message arrived, is entered all the same', async () => {
    const system = await opened('flip')
    await system.gate(later(system))
    await system.take(system.trades.waiting.shift() ?? '')
    system.closes.waiting.length = 0
    await system.nextTick()
    await settle(system)
    expect(await positionOf(system, 'two')).toMatchObject({ state: 'open', side: 'short' })
    await expectPromises(system)
  })

  test('of an entry that never happened is entered in its place', async () => {
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

  test('is told in the journal of its position', async () => {
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

describe('killed anywhere, a flip leaves one position or none, and its signal is told', () => {
  /** One way through: the executor that begins the flip, close-cleanup, the executor that enters. */
  async function play(lives: { readonly begin?: Life; readonly close?: Life; readonly enter?: Life }) {
    const system = await opened('flip')
    await system.gate(later(system))
    const mayDie = async (work: Promise<unknown>): Promise<void> => {
      await work.catch(error => {
        if (!(error instanceof Killed)) throw error
      })
    }
    const [trade = ''] = system.trades.waiting.splice(0)
    await mayDie(system.take(trade, lives.begin ?? aLife()))
    if (lives.begin) {
      // The watch closes what it was asked to close, and only then the message comes again.
      system.clock.advance(20_000)
      await system.tickWatch()
      for (const close of system.closes.waiting.splice(0)) await system.close(JSON.parse(close), aLife(), 0)
      await system.take(trade)
    }
    const [close] = system.closes.waiting.splice(0)
    if (close) await mayDie(system.close(JSON.parse(close), lives.close ?? aLife(), 0))
    if (lives.close) {
      // The dead one's lease runs out, and the watch takes the close up.
      system.clock.advance(46_000)
      await system.tickWatch()
    }
    const [entry = ''] = system.trades.waiting.splice(0)
    if (entry !== '') await mayDie(system.take(entry, lives.enter ?? aLife()))
    if (lives.enter && entry !== '') {
      system.clock.advance(66_000)
      await system.nextTick()
      await system.take(entry)
    }
    await settle(system)
    return system
  }

  async function expectWhole(system: System): Promise<void> {
    await system.nextTick()
    expect(await positionOf(system)).toMatchObject({ state: 'closed' })
    const sent = await entries(system)
    expect(sent.length).toBeLessThanOrEqual(2)
    const verdict = await verdictOn(system, 'two')
    const slot = (await slots(system)).BTCUSDT
    if (slot) expect([verdict, slot.side]).toEqual(['accepted', 'short'])
    else expect(['stale', 'no-fill', 'accepted', 'cooldown']).toContain(verdict)
    if (!slot && verdict === 'accepted') expect(sent).toEqual(['BUY', 'SELL'])
    await expectPromises(system, { nakedLater: true, failures: true })
  }

  test('as it begins', async () => {
    const begin = aLife()
    await expectWhole(await play({ begin }))
    for (const step of lastingSteps(begin)) {
      const system = await play({ begin: aLife(step) })
      await expectWhole(system)
      expect((await slots(system)).BTCUSDT).toMatchObject({ side: 'short' })
    }
  })

  test('as it closes', async () => {
    const close = aLife()
    await play({ close })
    expect(lastingSteps(close).length).toBeGreaterThan(5)
    for (const step of lastingSteps(close)) await expectWhole(await play({ close: aLife(step) }))
  })

  test('as it enters', async () => {
    const enter = aLife()
    await play({ enter })
    for (const step of lastingSteps(enter)) await expectWhole(await play({ enter: aLife(step) }))
  })
})
