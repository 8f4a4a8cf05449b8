import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Position } from '#domain/position.ts'
import { FolderInUse } from '../../../../infra/local/live/folder-lock.ts'
import type { LiveStack } from '../../../../infra/local/live/live-stack.ts'
import { OtherSettings } from '../../../../infra/local/live/made-with.ts'
import { aSignal, at, lasting } from '../../../whole/market.ts'
import { folder, holdOver, inState, type ServedPrices, servePrices, until } from './served.ts'

let served: ServedPrices
let live: LiveStack | undefined
const told: string[] = []
const tell = (line: string) => told.push(line)

beforeAll(async () => {
  served = await servePrices(at('01:00:00'))
  live = await holdOver(served, { tell })
})
afterAll(async () => {
  await live?.close()
  await served.server.close()
})

const running = () => {
  if (!live) throw new Error('no run is under way')
  return live.stack
}
const ofSymbol = (positions: readonly Position[], symbol: string) =>
  positions.find(position => position.symbol === symbol)

let short: Position
let long: Position
/** When the first run ended. */
let endedAt: number

test('a signal becomes a protected position at the prices that Binance’s public endpoints tell', async () => {
  const stack = running()
  await stack.sendSignal(lasting(stack.clock.now(), 'ETHUSDT'))
  short = await until(stack, inState('open'))
  await stack.sendSignal(aSignal(stack.clock.now(), { symbol: 'XRPUSDT', action: 'BUY' }))
  long = await until(stack, positions => {
    const found = ofSymbol(positions, 'XRPUSDT')
    return found?.state === 'open' ? found : undefined
  })
  expect([short.side, long.side]).toEqual(['short', 'long'])
})

test('its folder is one process’s, and another one is told so', async () => {
  const second = holdOver(served, { file: join(folder, 'second.json') })
  await expect(second).rejects.toThrow(FolderInUse)
  await expect(second).rejects.toThrow(/--state FOLDER/)
})

test('a state that was made with other settings is not gone on from', async () => {
  await live?.close()
  live = undefined
  endedAt = served.wall.now()
  const other = holdOver(served, { environment: { QT_DEFAULT_LEVERAGE: '10' } })
  await expect(other).rejects.toThrow(OtherSettings)
  await expect(other).rejects.toThrow(/QT_DEFAULT_LEVERAGE was 30, and is 10 now\n/)
})

test('what happened while it was away is caught up with when it is started again', async () => {
  served.wall.sleep(at('02:09:00') - served.wall.now())
  const startedAt = served.wall.now()
  live = await holdOver(served, { tell })
  const closed = await until(running(), positions => {
    const found = ofSymbol(positions, 'XRPUSDT')
    return found?.state === 'closed' ? found : undefined
  })
  expect(closed.id).toBe(long.id)
  expect(closed.result?.reason).toBe('stop-hit')
  // Its stop was filled when the market came there, not when the run was started again.
  expect(closed.closedAt).toBeGreaterThan(endedAt)
  expect(closed.closedAt).toBeLessThan(startedAt)
  // Its watch looks at once, wherever in the minute its schedule is.
  const [first] = running().executions()
  expect((first?.startedAt ?? 0) - startedAt).toBeLessThan(1_000)
  expect(told.filter(line => line.startsWith('A save was lost'))).toEqual([])
})

test('a position goes on, and its stop follows what the market did meanwhile', async () => {
  const raised = await until(running(), positions => {
    const found = ofSymbol(positions, 'ETHUSDT')
    return found && found.tier > 0 ? found : undefined
  })
  expect(raised).toMatchObject({ id: short.id, openedAt: short.openedAt, entryPrice: short.entryPrice })
  expect(Number(raised.protection.level)).toBeLessThan(Number(short.protection.level))
  expect(readdirSync(join(folder, 'state')).sort()).toEqual([
    'lock',
    'state-000001.jsonl',
    'state-000002.jsonl',
  ])
})
