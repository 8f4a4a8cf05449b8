import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { clientIdOf, positionIdOf } from '#domain/identity.ts'
import type { OpenPosition } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { Told } from '#domain/told.ts'
import { isDanger, type Wake } from '#domain/wake.ts'
import { causeOf } from '#domain/wake-cause.ts'
import { systemClock } from '#ports/clock.ts'
import { waking } from '../../functions/sentinel/waking.ts'
import { anOpenPosition } from '../domain/builders.ts'
import { ethRules } from '../domain/market.ts'
import { aWorld, type World } from './hearing.ts'

const { mostWakes, mostLooks, mostAtOnce, gathered } = timing.sentinel
const { apart } = timing.watch.woken

const of = (n: number): OpenPosition => {
  const [id, symbol] = [positionIdOf(`s${n}`), `S${n}USDT`]
  const protection = {
    ...{ level: '2498.34', backupQuantity: '10' },
    primary: clientIdOf('test', id, 'primary', 1),
    backup: clientIdOf('test', id, 'backup', 2),
  }
  return anOpenPosition({ id, symbol, protection, rules: { ...ethRules, symbol } })
}
const positions = Array.from({ length: 12 }, (_, n) => of(n))

const anyTold: fc.Arbitrary<Told> = fc
  .tuple(
    fc.constantFrom(...positions),
    fc.constantFrom('ended', 'filled', 'mark', 'flat', 'margin-call', 'gap'),
  )
  .map(([{ symbol, protection }, kind]): Told => {
    switch (kind) {
      case 'ended':
      case 'filled':
        return { kind: 'order', symbol, clientId: protection.primary, became: kind }
      case 'mark':
        return { kind, symbol, mark: '2497' }
      case 'flat':
        return { kind: 'position', symbol, quantity: '0' }
      case 'margin-call':
        return { kind, symbol }
      default:
        return { kind: 'gap' }
    }
  })
/** An event, and the milliseconds since the previous one. */
const anyStory = fc.array(fc.tuple(anyTold, fc.oneof(fc.nat(30), fc.nat(400), fc.nat(4_000))), {
  maxLength: 80,
})

interface Woken extends Wake {
  readonly at: number
}

/** The wakes that a sentinel causes when it hears a story. */
async function wakesFor(world: World, story: readonly (readonly [Told, number])[]) {
  const woken: Woken[] = []
  const heard: { readonly told: Told; readonly at: number }[] = []
  const wakeWatch = async (wake: Wake) => void woken.push({ ...wake, at: systemClock.now() })
  const wakes = waking(world.context('a', { wakeWatch }), { rest: () => undefined, follow: () => {} })
  wakes.know(positions)
  for (const [told, after] of story) {
    await vi.advanceTimersByTimeAsync(after)
    heard.push({ told, at: systemClock.now() })
    wakes.hear(told)
  }
  await vi.advanceTimersByTimeAsync(3_000)
  await wakes.stop()
  return { woken, heard }
}

test('whatever is heard, a position is woken once a second at most, all together only as often as allowed, and no danger is lost', async () => {
  const world = await aWorld()
  await world.hold(...positions)
  await fc.assert(
    fc.asyncProperty(anyStory, async story => {
      const { woken, heard } = await wakesFor(world, story)
      for (const { id } of positions) {
        const times = woken.filter(({ only }) => only.includes(id)).map(({ at }) => at)
        const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
        expect(pauses.filter(pause => pause < apart)).toEqual([])
      }
      for (const { at } of woken) {
        const within = (ms: number) => woken.filter(each => each.at > at - ms && each.at <= at)
        expect(within(1_000).length).toBeLessThanOrEqual(mostAtOnce)
        expect(within(60_000).length).toBeLessThanOrEqual(mostWakes)
        expect(within(60_000).reduce((sum, { only }) => sum + only.length, 0)).toBeLessThanOrEqual(mostLooks)
      }
      const looks = woken.reduce((sum, { only }) => sum + only.length, 0)
      if (looks >= mostLooks || woken.length >= mostWakes) return
      for (const { told, at } of heard)
        for (const position of positions) {
          const cause = causeOf(told, position)
          if (!cause || !isDanger(cause)) continue
          const after = woken.find(wake => wake.only.includes(position.id) && wake.at > at)
          expect(after?.heardAt).toBeGreaterThanOrEqual(at)
          expect((after?.at ?? Number.POSITIVE_INFINITY) - at).toBeLessThanOrEqual(2 * apart + gathered)
        }
    }),
    { numRuns: 100, seed: 7 },
  )
})

test('a wake names its most dangerous cause, and that position comes first', async () => {
  const world = await aWorld()
  await world.hold(...positions)
  await fc.assert(
    fc.asyncProperty(fc.array(anyTold, { minLength: 1, maxLength: 12 }), async told => {
      const { woken } = await wakesFor(
        world,
        told.map(each => [each, 0] as const),
      )
      const [first] = woken
      const causes = positions
        .filter(({ id }) => first?.only.includes(id))
        .flatMap(position => told.flatMap(each => causeOf(each, position) ?? []))
      expect(causes.some(isDanger)).toBe(isDanger(first?.cause ?? 'gap'))
      const leading = positions.find(({ id }) => id === first?.only[0])
      expect(told.map(each => leading && causeOf(each, leading))).toContain(first?.cause)
    }),
    { numRuns: 100, seed: 7 },
  )
})
