import { onTestFinished, vi } from 'vitest'
import type { Position } from '#domain/position.ts'
import type { Rest } from '#domain/rest.ts'
import type { Told } from '#domain/told.ts'
import type { Wake } from '#domain/wake.ts'
import { systemClock } from '#ports/clock.ts'
import type { Ear } from '#ports/venue-stream.ts'
import { createState } from '#table/state.ts'
import type { SentinelContext } from '../../functions/sentinel/sentinel-context.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'
import { plainTable } from '../table/memory-table.ts'

/** A stream with messages from a test, sent to all listeners. */
export interface Telling {
  readonly ears: Ear[]
  /** Whether the connection to the account's stream is open. */
  isHeld: boolean
  rest: Rest | undefined
  followed: readonly string[]
  tell(told: Told): void
}

/** Sentinels over one table and one stream, in time that a test moves. */
export interface World {
  readonly stream: Telling
  readonly wakes: Wake[]
  /** The predecessor of each started sentinel. */
  readonly starts: (string | undefined)[]
  readonly told: ReturnType<typeof recordingTelemetry>
  readonly state: ReturnType<typeof createState>
  context(holder: string, change?: Partial<SentinelContext>): SentinelContext
  /** Sets the positions that hold a slot in the table. */
  hold(...positions: readonly Position[]): Promise<void>
  pass(ms: number): Promise<void>
}

export async function aWorld(): Promise<World> {
  vi.useFakeTimers({ now: 1_738_548_420_000 })
  onTestFinished(() => void vi.useRealTimers())
  const state = createState({ ...plainTable(), clock: systemClock })
  await state.account.open('demo', false)
  const [wakes, starts, told]: [Wake[], (string | undefined)[], World['told']] = [
    [],
    [],
    recordingTelemetry(),
  ]
  const stream: Telling = {
    ears: [],
    isHeld: true,
    rest: undefined,
    followed: [],
    tell: heard => {
      for (const ear of stream.ears) ear.hear(heard)
    },
  }
  const listen: SentinelContext['stream']['listen'] = ear => {
    let heldAt: number | undefined
    stream.ears.push(ear)
    return {
      follow: symbols => {
        stream.followed = symbols
      },
      heldAt: () => {
        if (stream.isHeld) heldAt = systemClock.now()
        return heldAt
      },
      rest: () => stream.rest,
      heed: () => {},
      drainUsage: () => ({ weight: 0, orders: 0 }),
      stop: () => void stream.ears.splice(stream.ears.indexOf(ear), 1),
    }
  }
  return {
    ...{ stream, wakes, starts, told, state },
    context: (holder, change) => ({
      ...{ clock: systemClock, state, telemetry: told.telemetry, stream: { listen }, holder },
      wakeWatch: async wake => void wakes.push(wake),
      startSentinel: async after => void starts.push(after),
      rests: async () => [],
      report: async () => {},
      ...change,
    }),
    hold: async (...positions) => {
      for (const position of positions) {
        const stored = await state.positions.read(position.id)
        if (stored === undefined) await state.positions.create(position)
        else await state.positions.write(position, stored.version)
      }
      const slotOf = ({ id, side, symbol }: Position) =>
        [symbol, { positionId: id, side, since: systemClock.now(), worstLoss: '10' }] as const
      await state.account.update(account => ({
        ...account,
        slots: Object.fromEntries(positions.map(slotOf)),
      }))
    },
    pass: async ms => void (await vi.advanceTimersByTimeAsync(ms)),
  }
}
