import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import type { Rest } from '#domain/rest.ts'
import { timing } from '#domain/timing.ts'
import type { Told } from '#domain/told.ts'
import { isDanger } from '#domain/wake.ts'
import { type Judge, judging } from './judging.ts'
import { openPositions } from './open-positions.ts'
import { pace } from './pace.ts'
import { type Call, pending } from './pending.ts'
import type { SentinelContext } from './sentinel-context.ts'

/** Turns news into wakes. */
export interface Waking {
  hear(told: Told): void
  /** The positions as just read: their marks are followed from now on. */
  know(positions: readonly Position[]): void
  /** Resolves once no wake is on its way. */
  stop(): Promise<void>
}

/** The waker's side of the streams. */
export interface Way {
  /** The exchange's current request to wait. */
  rest(): Rest | undefined
  /** Listens to the marks of these symbols from now on. */
  follow(symbols: readonly string[]): void
}

const { gathered, stale, reread } = timing.sentinel

/**
 * News within some milliseconds becomes one wake. Meanwhile the records are read again: what one of our functions has
 * just done is in them, and needs no wake. A position that may not be woken yet is judged again when it may, unless
 * the tick has looked at it by then.
 */
export function waking(context: SentinelContext, { rest, follow }: Way): Waking {
  const { clock } = context
  const judge = judging(context)
  const heard = pending(judge)
  const paced = pace()
  const records = recordsOf(context, follow, judge)
  const onTheirWay = new Set<Promise<void>>()
  let isStopped = false
  let isFlushing = false
  let hasNews = false
  let nudge = () => {}

  const mayAsk = ({ cause }: Call): boolean => {
    const asked = rest()
    return asked === undefined || (asked.kind === 'limited' && isDanger(cause))
  }

  const send = (calls: readonly Call[]) => {
    const sent = wake(context, calls).then(isWoken => {
      onTheirWay.delete(sent)
      if (isWoken) return
      heard.undeal(calls)
      news()
    })
    onTheirWay.add(sent)
  }

  /** Wakes the positions that may be woken, and returns those that may not yet. */
  async function once(): Promise<readonly Call[]> {
    const [positions] = await Promise.all([records.refresh(), clock.sleep(gathered)])
    hasNews = false
    const now = clock.now()
    heard.forget(now - stale)
    const calls = heard.calls(positions)
    const due = paced.due(calls.filter(mayAsk), now)
    if (due.length > 0) {
      heard.deal(due)
      paced.count(due, now)
      send(due)
    }
    return calls.filter(call => !due.includes(call))
  }

  async function flush(): Promise<void> {
    for (;;) {
      const left = await once()
      if (isStopped || (left.length === 0 && !hasNews)) {
        isFlushing = false
        return
      }
      const pause = paced.next(left, clock.now()) - clock.now()
      const nudged = new Promise<void>(resolve => {
        nudge = resolve
      })
      if (!hasNews) await Promise.race([clock.sleep(pause), nudged])
    }
  }

  const news = () => {
    hasNews = true
    nudge()
    if (isFlushing || isStopped) return
    isFlushing = true
    void flush()
  }

  return {
    hear: told => {
      if (isStopped || !records.mayCall(told)) return
      heard.put(told, clock.now())
      news()
    },
    know: records.know,
    stop: async () => {
      isStopped = true
      nudge()
      await Promise.all(onTheirWay)
    },
  }
}

/** Whether the watch was woken. */
async function wake(
  { wakeWatch, telemetry, clock }: SentinelContext,
  calls: readonly Call[],
): Promise<boolean> {
  const positionIds = calls.map(({ position }) => position.id)
  const cause = calls[0]?.cause ?? 'gap'
  const heardAt = Math.min(...calls.map(call => call.heardAt))
  try {
    const heardLast = Math.max(...calls.map(call => call.heardLast))
    await wakeWatch({ only: positionIds, cause, heardAt: heardLast })
  } catch (error) {
    telemetry.error('wake-failed', error, { cause, positionIds })
    return false
  }
  const afterMs = clock.now() - heardAt
  telemetry.info('woken', { cause, positionIds, afterMs })
  telemetry.count('WakeLatency', afterMs)
  return true
}

/** The records of open positions, from the last reading. */
function recordsOf(context: SentinelContext, follow: Way['follow'], judge: Judge) {
  const { clock, telemetry, holder } = context
  let known: readonly Position[] = []
  let readAt = Number.NEGATIVE_INFINITY
  const know = (positions: readonly Position[]) => {
    known = positions
    readAt = clock.now()
    follow(positions.map(({ symbol }) => symbol))
  }
  return {
    know,
    /** In a flood they are read a few times a second; if the table cannot be read, the last reading serves. */
    refresh: async (): Promise<readonly Position[]> => {
      if (clock.now() - readAt < reread) return known
      readAt = clock.now()
      try {
        know(await openPositions(context))
      } catch (error) {
        telemetry.error('sentinel-unread', error, { holder })
      }
      return known
    },
    /**
     * Whether this news is worth reading the records. On other symbols only news of our own orders is, since it may
     * belong to a position opened after the last reading. A mark is judged by the last reading, because a stop only
     * ever comes nearer to it.
     */
    mayCall: (told: Told): boolean => {
      if (told.kind === 'gap') return true
      if (told.kind === 'mark') return known.some(position => judge(told, position) !== undefined)
      const isKnown = known.some(({ symbol }) => symbol === told.symbol)
      return isKnown || (told.kind === 'order' && ownerOf(told.clientId) !== undefined)
    },
  }
}
