import type { Rest } from '#domain/rest.ts'
import { timing } from '#domain/timing.ts'
import type { Ear, Line, Listening } from '#ports/venue-stream.ts'
import { openPositions } from './open-positions.ts'
import type { SentinelContext } from './sentinel-context.ts'
import { type Waking, waking } from './waking.ts'

/** How the sentinel was started. */
export interface Start {
  /** The sentinel that it takes over from. */
  readonly after?: string | undefined
}

/** Why the sentinel ended. */
export type Ended = 'nothing open' | 'another listens' | 'heard nothing' | 'too old'

const { beat: beatMs, believed, deaf } = timing.sentinel
const { lives, again, most } = timing.functions.sentinel
/** The least time between two log lines about unreadable messages of one stream. */
const unreadApart = 60_000
const longestWhy = 300

/**
 * Listens to the exchange while anything is open, and has the watch look at once at whatever calls for it. After some
 * minutes it starts its successor and goes on until the successor reports. Decides nothing, trades nothing.
 */
export async function listen(context: SentinelContext, start: Start): Promise<Ended> {
  const { holder, telemetry } = context
  const why = await listenOn(context, start)
  telemetry.info('sentinel-ends', { holder, why })
  return why
}

async function listenOn(context: SentinelContext, { after }: Start): Promise<Ended> {
  const { holder, telemetry, clock } = context
  const bornAt = clock.now()
  // Only a sentinel that takes over listens beside another.
  if (after === undefined && !(await isKept(context, undefined, after))) return 'another listens'
  const { listening, wakes } = open(context, await context.rests())
  const handing = handingOver(context, bornAt)
  telemetry.info('sentinel-listens', { holder, after })
  try {
    for (let isOurs = after === undefined; ; ) {
      if (!(await follow(context, wakes)) && (await isLeft(context))) return 'nothing open'
      // A sentinel that takes over reports once its streams are connected: until then its predecessor goes on.
      const heldAt = listening.heldAt()
      isOurs ||= heldAt !== undefined
      if (isOurs && !(await isKept(context, heldAt, after))) return 'another listens'
      if (clock.now() - bornAt >= most) return 'too old'
      // Otherwise it would live on beside its successors, and start more of its own.
      if (!isOurs && clock.now() - bornAt >= deaf) return 'heard nothing'
      await handing()
      await context.report(listening)
      await clock.sleep(beatMs)
    }
  } finally {
    listening.stop()
    await wakes.stop()
    await context.report(listening)
  }
}

interface Session {
  readonly listening: Listening
  readonly wakes: Waking
}

function open(context: SentinelContext, rests: readonly Rest[]): Session {
  const { telemetry, stream, clock } = context
  const unreadAt = new Map<Line, number>()
  let listening: Listening | undefined
  const wakes = waking(context, {
    rest: () => listening?.rest(),
    follow: symbols => listening?.follow(symbols),
  })
  const gap = () => wakes.hear({ kind: 'gap' })
  const ear: Ear = {
    hear: wakes.hear,
    held: (line, again) => {
      telemetry.info('stream-held', { line, again })
      if (again) gap()
    },
    lost: (line, why) => telemetry.warn('stream-lost', { line, why }),
    troubled: (line, why) => telemetry.warn('stream-troubled', { line, why }),
    unread: (line, why) => {
      gap()
      // A stream whose format changed may be unreadable as a whole: a message per symbol and second.
      const now = clock.now()
      if (now - (unreadAt.get(line) ?? Number.NEGATIVE_INFINITY) < unreadApart) return
      unreadAt.set(line, now)
      telemetry.warn('stream-unread', { line, why: why.slice(0, longestWhy) })
    },
  }
  listening = stream.listen(ear, rests)
  return { listening, wakes }
}

/**
 * Follows the marks of the open positions; returns false if none is open. If the table cannot be read, nothing
 * changes.
 */
async function follow(context: SentinelContext, wakes: Waking): Promise<boolean> {
  try {
    const positions = await openPositions(context)
    wakes.know(positions)
    return positions.length > 0
  } catch (error) {
    context.telemetry.error('sentinel-unread', error, { holder: context.holder })
    return true
  }
}

/** Leaves, then looks once more: an entry made meanwhile saw a sentinel listening, and started none. */
async function isLeft(context: SentinelContext): Promise<boolean> {
  const { state, holder } = context
  await state.sentinel.leave(holder)
  return (await openPositions(context)).length === 0
}

/** Whether this sentinel is still the one that listens, according to the table. */
async function isKept(
  { state, clock, holder, telemetry }: SentinelContext,
  heldAt: number | undefined,
  after: string | undefined,
): Promise<boolean> {
  const now = clock.now()
  try {
    return await state.sentinel.beat(holder, { now, until: now + believed, heldAt, after })
  } catch (error) {
    telemetry.error('sentinel-unread', error, { holder })
    return true
  }
}

/** Starts the successor when the time has come, and again until this sentinel ends. */
function handingOver(
  { clock, startSentinel, telemetry, holder }: SentinelContext,
  bornAt: number,
): () => Promise<void> {
  let askedAt = Number.NEGATIVE_INFINITY
  return async () => {
    const now = clock.now()
    if (now - bornAt < lives || now - askedAt < again) return
    askedAt = now
    try {
      await startSentinel(holder)
      telemetry.info('sentinel-hands-over', { holder })
    } catch (error) {
      telemetry.error('sentinel-not-started', error, {})
    }
  }
}
