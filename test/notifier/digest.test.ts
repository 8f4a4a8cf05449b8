import { describe, expect, test } from 'vitest'
import type { Notification, NotificationOf } from '#notifications/notification.ts'
import { notificationSchema } from '#notifications/notification.ts'
import { toldBy } from '#notifications/told-by.ts'
import type { DiaryNote } from '#ports/diary.ts'
import type { Account } from '#ports/state.ts'
import { digest } from '../../functions/notifier/digest/digest.ts'
import { noteOf } from '../../functions/notifier/digest/note-of.ts'
import { periodOf } from '../../functions/notifier/digest/period.ts'
import { deployment, position, result, step } from '../notifications/changes.ts'

const iso = (at: number) => new Date(at).toISOString()
const day = Date.parse('2025-02-03T00:00:00Z')
const dayMs = 24 * 3_600_000

describe('a digest’s period', () => {
  test.each([
    ['daily', '2025-02-04T00:05:00Z', '2025-02-03T00:00:00.000Z', '2025-02-04T00:00:00.000Z'],
    ['daily', '2025-02-04T23:59:00+00:00', '2025-02-03T00:00:00.000Z', '2025-02-04T00:00:00.000Z'],
    ['weekly', '2025-02-03T00:05:00Z', '2025-01-27T00:00:00.000Z', '2025-02-03T00:00:00.000Z'],
    ['weekly', '2025-02-05T11:00:00Z', '2025-01-27T00:00:00.000Z', '2025-02-03T00:00:00.000Z'],
    ['refused', '2025-02-04T00:02:00Z', '2025-02-03T23:00:00.000Z', '2025-02-04T00:00:00.000Z'],
  ])('%s, scheduled for %s: from %s to %s', (digest, scheduled, from, until) => {
    const period = periodOf({ digest, scheduled })
    expect([iso(period.from), iso(period.until)]).toEqual([from, until])
  })

  test.each([
    [{}],
    [{ digest: 'monthly', scheduled: '2025-02-04T00:05:00Z' }],
    [{ digest: 'daily' }],
    [undefined],
  ])('is not taken from %j', event => {
    expect(() => periodOf(event)).toThrow('Expected {"digest": "daily"')
  })
})

/** Returns the digest of these notes, with one open position. */
async function told(of: string, notes: readonly DiaryNote[]): Promise<readonly Notification[]> {
  const posted: Notification[] = []
  const slots = { SOLUSDT: { positionId: 'p9', side: 'short', since: day, worstLoss: '1' } }
  const context = {
    clock: { now: () => day + dayMs + 300_000, sleep: async () => {} },
    deployment,
    diary: {
      between: async (from: number, until: number) => notes.filter(({ at }) => at >= from && at < until),
    },
    account: { read: async () => ({ item: { slots } as unknown as Account, version: 1 }) },
    post: async (notification: Notification) => void posted.push(notification),
  }
  await digest(context, periodOf({ digest: of, scheduled: iso(day + dayMs + 300_000) }))
  for (const each of posted) expect(notificationSchema.safeParse(each).error).toBeUndefined()
  return posted
}

const closed = (positionId: string, at: number, net?: string, asset = 'USDT'): DiaryNote => ({
  ...{ note: 'closed', at, positionId, symbol: 'ETHUSDT', side: 'long', asset },
  ...(net !== undefined && { result: { net, fees: '0.1', funding: '-0.01' } }),
})
const refused = (signalId: string, at: number, reason: string): DiaryNote => ({
  ...{ note: 'refused', at, signalId, symbol: 'ETHUSDT', reason },
})

describe('the figures of a day', () => {
  const notes = [
    closed('a', day + 3, '0.1'),
    closed('b', day + 1, '0.2'),
    closed('c', day + 2, '-5'),
    closed('d', day + 4),
    closed('e', day - 1, '100'),
    refused('x', day, 'stale'),
    refused('y', day, 'cooldown'),
    refused('z', day + 9, 'cooldown'),
  ]

  test('count what was closed in it, exactly and in order', async () => {
    expect(await told('daily', notes)).toEqual([
      {
        ...{
          v: 1,
          kind: 'daily',
          id: 'daily/2025-02-03/USDT',
          at: day + dayMs + 300_000,
          deployment: 'paper',
        },
        ...{ from: day, until: day + dayMs, asset: 'USDT', trades: 3, won: 2, netPnl: '-4.7', fees: '0.3' },
        ...{ funding: '-0.03', drawdown: '5', best: '0.2', worst: '-5', unknown: 1 },
        open: [{ symbol: 'SOLUSDT', side: 'short', since: day }],
        refused: [
          { reason: 'cooldown', count: 2 },
          { reason: 'stale', count: 1 },
        ],
      },
    ])
  })

  test('are told for each quote asset, and what belongs to no asset once', async () => {
    const both = await told('daily', [...notes, closed('f', day + 5, '7', 'USDC')])
    expect(both).toMatchObject([
      { id: 'daily/2025-02-03/USDC', netPnl: '7', open: [{ symbol: 'SOLUSDT' }] },
      { id: 'daily/2025-02-03/USDT', netPnl: '-4.7', open: [], refused: [] },
    ])
  })

  test('are told without a trade, too', async () => {
    expect(await told('daily', [])).toMatchObject([{ trades: 0, netPnl: '0', drawdown: '0' }])
  })

  test('become a week’s over seven days', async () => {
    expect(await told('weekly', notes)).toMatchObject([
      { kind: 'weekly', id: 'weekly/2025-01-27/USDT', trades: 1, netPnl: '100' },
    ])
  })
})

describe('rejected signals', () => {
  test('of an hour are told together', async () => {
    const hour = day + 23 * 3_600_000
    const notes = [
      refused('x', hour, 'stale'),
      refused('y', hour + 1, 'cooldown'),
      refused('z', hour + 2, 'stale'),
    ]
    expect(await told('refused', notes)).toMatchObject([
      {
        ...{
          kind: 'refused',
          id: 'refused/2025-02-03T23',
          count: 3,
          bySymbol: [{ reason: 'ETHUSDT', count: 3 }],
        },
        byReason: [
          { reason: 'stale', count: 2 },
          { reason: 'cooldown', count: 1 },
        ],
      },
    ])
  })

  test('of too many symbols for one message are told with the rest as one', async () => {
    const notes = Array.from({ length: 20_000 }, (_, n) => ({
      ...refused(`x${n}`, day + 23 * 3_600_000, n < 3 ? 'stale' : 'cooldown'),
      symbol: `${'币'.repeat(20)}${n}`,
    }))
    const [only, ...more] = await told('refused', notes as readonly DiaryNote[])
    expect(more).toEqual([])
    const { count, byReason, bySymbol } = only as NotificationOf<'refused'>
    expect([count, byReason.length, bySymbol.length]).toEqual([20_000, 2, 101])
    expect(bySymbol.at(-1)).toEqual({ reason: 'others', count: 19_900 })
    // SQS's former limit, in bytes, which held for long.
    expect(Buffer.byteLength(JSON.stringify(only))).toBeLessThan(262_144)
  })

  test('are not told if there are none', async () => {
    expect(await told('refused', [])).toEqual([])
  })
})

describe('the diary notes', () => {
  const noted = (event: string, details: object) => {
    const change = step(event, details as Record<string, unknown>)
    return noteOf(change, toldBy(change, { deployment, protections: [], position }), position)
  }
  const note = {
    note: 'closed',
    at: position.closedAt,
    positionId: position.id,
    symbol: 'ETHUSDT',
    side: 'long',
    asset: 'USDT',
  }

  test('a position’s result, and no figure of a pending one', () => {
    expect(noted('closed', result)).toEqual({ ...note, result: { net: '-2.1', fees: '0.4', funding: '0' } })
    expect(noted('result-known', result)).toMatchObject({ result: { net: '-2.1' } })
    expect(noted('closed', { ...result, provisional: { lacks: 'trades' } })).toEqual(note)
  })

  test('rejected signals, and no others', () => {
    const body = { at: day, verdict: 'refused', symbol: 'ETHUSDT', reason: 'stale' }
    const of = (change: object, sk = 'ITEM') =>
      noteOf({ pk: 'SIGNAL#xgboost#1', sk, at: day, now: { body: { ...body, ...change } } }, [], undefined)
    expect(of({})).toEqual({
      note: 'refused',
      at: day,
      signalId: 'xgboost#1',
      symbol: 'ETHUSDT',
      reason: 'stale',
    })
    expect(of({ symbol: undefined })).toMatchObject({ symbol: 'not said' })
    expect(of({ verdict: 'accepted' })).toBeUndefined()
    expect(of({}, 'REPEAT#m1')).toBeUndefined()
  })

  test('no other steps', () => {
    expect(noted('entry-filled', { stopOutcome: 'accepted' })).toBeUndefined()
    expect(noted('books-empty', {})).toBeUndefined()
  })
})
