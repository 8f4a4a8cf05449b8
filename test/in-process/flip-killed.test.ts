import { describe, expect, test } from 'vitest'
import { expectPromises } from './audit.ts'
import { entries, later, opened, settle, slots } from './flips.ts'
import { aLife, Killed, type Life, lastingSteps } from './life.ts'
import { positionOf, verdictOn } from './signals.ts'
import type { System } from './system.ts'

describe('wherever its function dies, a flip leaves one position or none, and its signal gets a verdict', () => {
  /** One whole flip: the executor that begins it, close-cleanup, the executor that enters. */
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
      // The watch closes the position before the message comes again.
      system.clock.advance(20_000)
      await system.tickWatch()
      for (const close of system.closes.waiting.splice(0))
        await system.close(JSON.parse(close), aLife(), 'queue')
      await system.take(trade)
    }
    const [close] = system.closes.waiting.splice(0)
    if (close) await mayDie(system.close(JSON.parse(close), lives.close ?? aLife(), 'queue'))
    if (lives.close) {
      // The dead executor's lease runs out, and the watch continues the close.
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
