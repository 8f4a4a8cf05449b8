import type { Pace } from '#domain/latency.ts'
import type { BlindLook, Look } from '#domain/look.ts'
import { type InspectAnswer, isUpkeep, type PositionRow, type SurveyAnswer } from '#domain/messages.ts'
import type { OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { timing } from '#domain/timing.ts'
import type { WiredContext } from '#lambda/trading-process.ts'
import type { Invocation } from '#ports/context.ts'
import type { MetricName } from '#ports/telemetry.ts'
import type { QuietTicks, RowOfLab } from './quiet.ts'
import {
  closedLately,
  hearing,
  inspect,
  keepUp,
  nextMark,
  type Run,
  survey,
  tickAt,
  timestamp,
} from './use-cases.ts'

/** Shared by the two functions of the watch: the world, and whether quiet ticks have looks. */
export interface WatchWorld {
  readonly pace: Pace
  /** Undefined if every look is made. */
  readonly quiet: QuietTicks | undefined
  tableChanges(): number
  venueChanges(): number
}

type Held = Invocation & WiredContext

/** One process of survey. Its first look also reads the exchange's clock, and cannot be copied. */
export function surveying(world: WatchWorld) {
  let isWarm = false
  return async (held: Held, run: Run): Promise<SurveyAnswer> => {
    const like = isWarm ? world.quiet?.tick(held.clock.now()) : undefined
    if (like) return quietSurvey(world, held, run, like)
    const answer = await realSurvey(world, held, run, isWarm)
    isWarm ||= answer.tick !== undefined
    return answer
  }
}

/** Claims the tick as usual; the rest takes the time and has the result of the tick that it copies. */
async function quietSurvey(
  { pace }: WatchWorld,
  held: Held,
  { execution, startedAt }: Run,
  like: NonNullable<ReturnType<QuietTicks['tick']>>,
): Promise<SurveyAnswer> {
  const { clock, state, configuration, telemetry } = held
  const intervalMs = configuration.checkIntervalSeconds * 1000
  const [tick, next] = [tickAt(clock.now(), intervalMs), nextMark(clock.now(), intervalMs)]
  const claimed = await state.watch.claim(tick, execution)
  await state.account.read()
  const inRun = next < Date.parse(startedAt) + timing.watch.run
  const answer = { v: 1, next: timestamp(next), again: inRun && like.isLive } as const
  if (!claimed) return { ...answer, positions: [] }
  const askedMs = 2 * pace.venue
  await hearing(held, { lookedAt: clock.now(), heard: claimed.heard }, clock.sleep(askedMs))
  await clock.sleep(like.restMs - askedMs)
  for (const [metric, value] of like.counts) telemetry.count(metric, value)
  const positions = like.answer.positions.map(row => ({ ...row, quiet: true }))
  return { ...answer, tick: timestamp(tick), positions }
}

async function realSurvey(world: WatchWorld, held: Held, run: Run, isWarm: boolean): Promise<SurveyAnswer> {
  const { clock, exchange, telemetry, configuration } = held
  const begun = {
    begunAt: clock.now(),
    tableChanges: world.tableChanges(),
    venueChanges: world.venueChanges(),
    heardAt: world.quiet?.heardAt() ?? 0,
  }
  const counts: (readonly [MetricName, number])[] = []
  let readAt = 0
  const answer = await survey(
    {
      ...held,
      patience: clock.sleep,
      exchange: {
        ...exchange,
        positions() {
          readAt = clock.now()
          return exchange.positions()
        },
      },
      telemetry: {
        ...telemetry,
        count(metric, value = 1) {
          counts.push([metric, value])
          telemetry.count(metric, value)
        },
      },
    },
    run,
  )
  if (!world.quiet) return answer
  const intervalMs = configuration.checkIntervalSeconds * 1000
  const account = world.quiet.account()
  const isPlain =
    isWarm &&
    answer.rest === undefined &&
    Object.keys(account?.provisional ?? {}).length === 0 &&
    Object.keys(account?.halts ?? {}).length === 0 &&
    account?.foreign.length === 0 &&
    closedLately(account, begun.begunAt, intervalMs).length === 0
  const marksAt = readAt + world.pace.venue
  world.quiet.surveyed({ ...begun, endedAt: clock.now(), readAt, marksAt, answer, counts, isPlain })
  return answer
}

/** One process of inspect. */
export function inspecting({ quiet }: WatchWorld) {
  let isWarm = false
  return async (held: Held, row: RowOfLab): Promise<unknown> => {
    if (isUpkeep(row)) return (await keepUp(held, row)) ?? { v: 1 }
    const like = isWarm && row.quiet ? quiet?.look(row.id) : undefined
    if (like) {
      await held.clock.sleep(like.tookMs)
      return like.answer
    }
    const answer = await realLook(held, row, isWarm ? quiet : undefined)
    isWarm = true
    return answer
  }
}

async function realLook(held: Held, row: PositionRow, quiet: QuietTicks | undefined): Promise<InspectAnswer> {
  const begunAt = held.clock.now()
  let holding: { readonly position: OpenPosition; readonly look: Look | BlindLook } | undefined
  const answer = await inspect(
    {
      ...held,
      nextMove(position, look) {
        const move = nextMove(position, look)
        holding = move.move === 'hold' ? { position, look } : undefined
        return move
      },
    },
    row,
  )
  const tookMs = held.clock.now() - begunAt
  quiet?.looked(row, holding && { ...holding, answer, tookMs }, held.clock.now())
  return answer
}
