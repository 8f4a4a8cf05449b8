import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { readLocalConnection } from '../../infra/operator/connect/local-connection.ts'

const folder = mkdtempSync(join(tmpdir(), 'qt-clock-'))
const file = join(folder, 'local.json')
let market = 1_000_000
const server = createServer((_, response) => response.end(String(market)))

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const clockUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`
  writeFileSync(file, JSON.stringify({ v: 1, outputs: {}, aws: {}, feedUrl: '', clockUrl }))
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  market = 1_000_000
})
afterAll(() => {
  vi.useRealTimers()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

test('the market’s time passes as ours between two readings, and is then the market’s', async () => {
  const { clock, keepTime } = await readLocalConnection(file)
  expect(clock.now()).toBe(1_000_000)
  pass(1_000)
  expect(clock.now()).toBe(1_001_000)
  market += 60_000
  await keepTime()
  expect(clock.now()).toBe(1_060_000)
})

test('a market time that stands does not pass', async () => {
  const { clock, keepTime } = await readLocalConnection(file)
  pass(500)
  await keepTime()
  pass(5)
  await keepTime()
  pass(1_000)
  expect(clock.now()).toBe(1_000_000)
  market += 10
  await keepTime()
  pass(20)
  expect(clock.now()).toBe(1_000_030)
})
