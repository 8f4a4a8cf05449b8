import * as z from 'zod'
import type { Position } from '#domain/position.ts'
import { readStory } from '../../explain/story.ts'
import { allRecords, positionNamed } from '../../positions.ts'
import { readResults } from '../../report/results.ts'
import { scanSignals } from '../follow/scan-signals.ts'
import { positionStory, toldSignal } from '../read/story-shown.ts'
import { nowShown } from '../shown/now.ts'
import { signalShown } from '../shown/signal.ts'
import { positionStory as positionStoryShape, signalStory } from '../shown/story.ts'
import { journalEntry, type PositionListed, positionListed, tradeListed } from '../shown/trade.ts'
import { Unanswerable } from './answer.ts'
import type { Place } from './place.ts'

/** One of the documented answers: read-only, and the same for the page and for other tools. */
export interface ApiRoute<Query extends z.ZodObject = z.ZodObject> {
  /** `{id}` stands for an id. */
  readonly path: string
  readonly summary: string
  readonly query: Query
  readonly shape: z.ZodType
  /** Sent as stored: strangers' text in it is not made printable. */
  readonly isRaw?: true
  answered(place: Place, asked: { readonly id: string; readonly query: z.output<Query> }): Promise<unknown>
}

/** Has the compiler check a route's answer against its query. */
const route = <Query extends z.ZodObject>(of: ApiRoute<Query>): ApiRoute => of as unknown as ApiRoute

const none = z.strictObject({})
const time = z.coerce.number().int().meta({ description: 'Milliseconds since 1970.' })
const period = z.strictObject({ from: time.optional(), to: time.optional() })
const limit = z.coerce.number().int().min(1).max(1_000).default(200)

export const api: readonly ApiRoute[] = [
  route({
    path: '/api/now',
    summary: 'The account, open positions, open orders, the watch and the alarms, as they are now.',
    query: none,
    shape: nowShown,
    answered: async ({ following }) => (await following.whole()).now,
  }),
  route({
    path: '/api/signals',
    summary: 'Signals of the last 30 days and what became of them, newest first.',
    query: z.strictObject({ limit, before: time.optional() }),
    shape: z.array(signalShown),
    async answered({ connection }, { query }) {
      const { limit, before = Number.POSITIVE_INFINITY } = query
      const { signals } = await scanSignals(connection)
      const older = signals.filter(({ at }) => at < before)
      return older.toSorted((a, b) => b.at - a.at).slice(0, limit)
    },
  }),
  route({
    path: '/api/signals/{id}',
    summary: 'Why a signal was accepted or rejected, in sentences, and its decisions replayed.',
    query: none,
    shape: signalStory,
    async answered({ connection }, { id }) {
      const verdict = await connection.state.signals.read(id, connection.stack.clock.now())
      if (!verdict) throw new Unanswerable(404, 'there is no such signal, or it is older than 30 days')
      return toldSignal(verdict)
    },
  }),
  route({
    path: '/api/positions',
    summary: 'Positions of any state, newest first; the times are of their opening.',
    query: period.extend({ state: positionListed.shape.state.optional() }),
    shape: z.array(positionListed),
    async answered({ connection }, { query }) {
      const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, state } = query
      const { positions } = await allRecords(connection)
      const listed = positions.map(listedPosition)
      const asked = listed.filter(({ openedAt }) => openedAt >= from && openedAt < to)
      return asked.filter(each => state === undefined || each.state === state).toReversed()
    },
  }),
  route({
    path: '/api/positions/{id}',
    summary: 'A position’s story in sentences, and its decisions replayed.',
    query: none,
    shape: positionStoryShape,
    answered: async ({ connection }, { id }) =>
      positionStory(await readStory(connection, await positionNamed(connection, id))),
  }),
  route({
    path: '/api/positions/{id}/journal',
    summary: 'A position’s journal as it is stored, in the order of its steps.',
    query: none,
    shape: z.array(journalEntry),
    isRaw: true,
    answered: async ({ connection }, { id }) =>
      connection.state.journal.read((await positionNamed(connection, id)).id),
  }),
  route({
    path: '/api/trades',
    summary:
      'Closed positions whose results are known, in the order of their closes; the times are of the close.',
    query: period,
    shape: z.array(tradeListed),
    answered: async ({ connection }, { query: { from, to } }) =>
      (
        await readResults(connection, {
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
        })
      ).trades,
  }),
]

function listedPosition(position: Position): PositionListed {
  const { id, symbol, side, source, signalId, state, leverage, margin, tier, closedAt, result } = position
  return {
    ...{ id, symbol, side, source, signalId, state, leverage, margin, tier },
    quantity: position.entryQuantity ?? position.entry.quantity,
    ...(position.entryPrice !== undefined && { entryPrice: position.entryPrice }),
    openedAt: position.openedAt ?? position.createdAt,
    ...(closedAt !== undefined && { closedAt }),
    ...(result &&
      !result.provisional && {
        result: {
          ...{ reason: result.reason, exitPrice: result.exitPrice, gross: result.grossPnl },
          ...{ fees: result.fees, funding: result.funding, net: result.netPnl },
        },
      }),
  }
}
