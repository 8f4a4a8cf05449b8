import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LiveStack } from '../../../../infra/local/live/live-stack.ts'
import { at, lasting } from '../../../whole/market.ts'
import { holdOver, inState, type ServedPrices, servePrices, until } from './served.ts'

let served: ServedPrices
let live: LiveStack
const told: string[] = []
const logs: string[] = []

beforeAll(async () => {
  served = await servePrices(at('01:00:00'))
  live = await holdOver(served, {
    tell: line => told.push(line),
    onLog: (by, line) => logs.push(`${by}: ${line}`),
  })
})
afterAll(async () => {
  await live?.close()
  await served.server.close()
})

test('a signal becomes a protected position at the prices that Binance’s public endpoints tell', async () => {
  const { stack } = live
  await stack.sendSignal(lasting(stack.clock.now(), 'ETHUSDT'))
  const position = await until(stack, inState('open')).catch(e => {
    throw new Error(`${e}\n${logs.slice(-40).join('\n')}`)
  })
  expect(position.side).toBe('short')
})
