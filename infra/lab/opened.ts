import type { VenueStore } from '#paper/ports.ts'
import type { State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { createMemoryStore } from '../local/market/memory-store.ts'
import { closeAtTheEnd } from '../local/play/end-of-data.ts'
import type { Plan } from '../local/play/plan.ts'
import { type Engine, type EngineOptions, startEngine } from './engine.ts'
import { itemsOf } from './items.ts'
import { type MemoryTable, memoryTable } from './memory-table.ts'
import { type Scheduler, scheduler } from './scheduler.ts'

/** The running system over a market, and its parts. */
export interface OpenedLab {
  readonly time: Scheduler
  readonly table: MemoryTable
  readonly store: VenueStore
  readonly state: State
  readonly engine: Engine
  /** Lets time pass while work is under way. */
  run<T>(work: () => Promise<T>): Promise<T>
  /**
   * Waits for a time; the caller promises no signal and no end of the recording before it, or before `nextAt` if that
   * is later.
   */
  until(at: number, nextAt?: number): Promise<void>
  /** Closes open positions. */
  closeAll(tell: (line: string) => void): Promise<void>
}

type Opening = Pick<EngineOptions, 'pace' | 'quota' | 'told'> &
  Partial<Pick<EngineOptions, 'everyLook' | 'onAsked' | 'onAnswer'>> & {
    /** Replaces the default table, which keeps everything and never fails. */
    readonly tableAt?: (time: Scheduler) => MemoryTable
    /** Replaces the venue's default store, which keeps everything. */
    readonly store?: VenueStore
  }

/** Opens an account of its own over a market, from a time on. */
export async function openLab(
  { configuration, market }: Pick<Plan, 'configuration' | 'market'>,
  startAt: number,
  { tableAt = () => memoryTable(itemsOf(new Map())), store = createMemoryStore(), ...options }: Opening,
): Promise<OpenedLab> {
  const time = scheduler(startAt, 'together')
  const table = tableAt(time)
  let nextSignalAt = startAt
  const engine = await startEngine({
    ...{ everyLook: false, onAsked: () => {}, onAnswer: () => {}, ...options },
    ...{ time, configuration, table, store, market },
    nextSignalAt: () => nextSignalAt,
  })
  const state = createState({ ...table, clock: time })
  return {
    ...{ time, table, store, state, engine },
    async run(work) {
      let isOver = false
      const worked = state.account
        .open(configuration.venue, configuration.killSwitch)
        .then(work)
        .finally(() => {
          isOver = true
        })
      await time.run(Number.POSITIVE_INFINITY, () => isOver)
      return worked
    },
    async until(at, nextAt = at) {
      nextSignalAt = nextAt
      await time.sleep(at - time.now())
    },
    closeAll: tell => closeAtTheEnd({ ...engine, clock: time }, state, tell),
  }
}
