import type { OpenPosition } from '#domain/position.ts'
import type { Change } from '#notifications/change.ts'
import { anOpenPosition, now } from '../domain/builders.ts'

export const deployment = 'paper'
export const atMs = now

/** Opened 2 s before its first notification, and held for a minute. */
export const position: OpenPosition = {
  ...anOpenPosition(),
  openedAt: now - 2_000,
  closedAt: now + 58_000,
  rungs: [{ triggerPrice: '2700', quantity: '0.5', tier: 1, state: 'placed', clientId: 't3' }],
}

export const result = {
  reason: 'stop-hit',
  exitPrice: '2490',
  grossPnl: '-1.7',
  fees: '0.4',
  funding: '0',
  netPnl: '-2.1',
  lastDayNetPnl: '-2.1',
}

/** A step of the position's journal, as the stream delivers it. */
export const step = (event: string, details: Readonly<Record<string, unknown>>): Change => ({
  pk: `POSITION#${position.id}`,
  sk: `${new Date(now).toISOString()}#0003`,
  at: now,
  now: { v: 1, body: { at: now, event, ...details } },
})

export const accountChange = (before: object | undefined, after: object): Change => ({
  pk: 'ACCOUNT',
  sk: 'ITEM',
  at: now,
  now: { v: 1, version: 8, body: after },
  before: before && { v: 1, version: 7, body: before },
})
