import type { Connection } from '../../connect/connection.ts'
import type { Known, What } from '../read/known.ts'
import { wholeOf } from '../read/whole.ts'
import { type Change, changeBetween, type Whole } from '../shown/change.ts'
import type { StackShown } from '../shown/now.ts'
import { createReading, type Reading } from './reading.ts'
import type { Source } from './source.ts'

export type Told =
  | { readonly event: 'whole'; readonly data: Whole }
  | { readonly event: 'change'; readonly data: Change }

/** Reads on behalf of all open pages. */
export interface Following {
  /**
   * Sends the whole state, then each change, until the returned function is called. Reading begins with the first
   * listener and ends with the last.
   */
  follow(hear: (told: Told) => void): () => void
  /** The state; when no page follows, everything due is read first. */
  whole(): Promise<Whole>
  known(): Known
  /** Reads these soon, because an action changed them. */
  hurry(...what: readonly What[]): void
  close(): void
}

export interface FollowingOptions {
  readonly connection: Connection
  readonly stack: StackShown
  readonly sources: readonly Source[]
  /** Request weight of the last minute. */
  readonly spentByPage: () => number
}

/** Readings that end within this time become one change; real milliseconds. */
const togetherMs = 150
/** Readings that positions are made of. */
const compared: readonly What[] = ['table', 'exchange', 'books']
/** Shows the page that time passes when nothing else changes. */
const heartbeatMs = 2_000

export function createFollowing({ connection, stack, sources, spentByPage }: FollowingOptions): Following {
  const hearers = new Set<(told: Told) => void>()
  const reading: Reading = createReading({ sources, now: connection.stack.clock.now, onRead: () => soon() })
  let told: Whole | undefined
  let toldAt = 0
  let timer: NodeJS.Timeout | undefined

  const whole = () =>
    wholeOf(connection, reading.known(), { stack, reading: reading.states(), spentByPage: spentByPage() })

  const soon = () => {
    if (hearers.size > 0) timer ??= setTimeout(tell, togetherMs)
  }

  const tell = () => {
    timer = undefined
    if (hearers.size === 0) return
    // Without the table's reading the page would say that nothing is open.
    if (!reading.states().some(({ what }) => what === 'table')) return
    // Reopened hours later, the page would begin with what was open then.
    if (!told && compared.some(reading.isOld)) return
    const now = whole()
    if (!told) {
      told = now
      for (const hear of hearers) hear({ event: 'whole', data: now })
      return
    }
    const { candles } = reading.known()
    const fresh = reading.take('candles') && candles?.length ? { candles } : {}
    const change = { ...changeBetween(told, now), ...fresh }
    if (!isNews(change) && Date.now() - toldAt < heartbeatMs) return
    told = now
    toldAt = Date.now()
    for (const hear of hearers) hear({ event: 'change', data: change })
  }

  return {
    follow(hear) {
      hearers.add(hear)
      if (told) hear({ event: 'whole', data: told })
      reading.start()
      return () => {
        hearers.delete(hear)
        if (hearers.size > 0) return
        reading.stop()
        told = undefined
      }
    },
    async whole() {
      if (hearers.size === 0) await reading.readDue()
      return whole()
    },
    known: reading.known,
    hurry: (...what) => reading.wake(what),
    close() {
      hearers.clear()
      clearTimeout(timer)
      reading.stop()
    },
  }
}

/** Whether a change has more than new times of reading. */
function isNews({ at: _, now = {}, ...lists }: Change): boolean {
  return Object.keys(lists).length > 0 || Object.keys(now).some(part => part !== 'reading')
}
