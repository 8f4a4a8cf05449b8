import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Position } from '#domain/position.ts'
import { readRecords } from '../../../../infra/local/audit/records.ts'
import { type LiveRun, type RunLiveOptions, runLive } from '../../../../infra/local/live/run-live.ts'
import { openMarket } from '../../../../infra/local/market/market.ts'
import { type MarketServer, serveMarket } from '../../../../infra/local/market/market-server.ts'
import type { LocalStack } from '../../../../infra/local/runner/stack.ts'
import { sample } from '../../../whole/market.ts'
import { type HurriedWall, hurriedWall } from './wall.ts'

/** A folder that is deleted with this process. */
export const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-live-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Binance's public endpoints on this machine, with the sample's prices, and the time of a machine beside them. */
export interface ServedPrices {
  readonly wall: HurriedWall
  readonly server: MarketServer
}

export async function servePrices(startAt: number): Promise<ServedPrices> {
  const wall = hurriedWall(startAt)
  const market = openMarket({ klines: [sample] })
  const clock = { now: wall.now, sleep: async () => {} }
  return { wall, server: await serveMarket(market, clock) }
}

/** A run over them, and its output. */
export function runOver(
  { wall, server }: ServedPrices,
  note: (line: string) => void,
  options: Partial<RunLiveOptions> = {},
): Promise<LiveRun> {
  return runLive({
    ...{ environment: {}, file: join(folder, 'local.json'), folder: join(folder, 'state') },
    ...{ wall, pricesUrl: server.url, screen: { note, end: note } },
    ...options,
  })
}

/** Waits in the stack's time until a look at its positions returns something. */
export async function until<T>(
  { clock, documents, table }: LocalStack,
  look: (positions: readonly Position[]) => T | undefined,
  patienceMs = 120_000,
): Promise<T> {
  const deadline = clock.now() + patienceMs
  for (;;) {
    const { positions } = await readRecords(documents, table)
    const found = look(positions)
    if (found !== undefined) return found
    if (clock.now() > deadline)
      throw new Error(`waited ${patienceMs} ms in vain; positions are ${JSON.stringify(positions)}`)
    await clock.sleep(1_000)
  }
}

export const inState =
  (state: Position['state']) =>
  (positions: readonly Position[]): Position | undefined =>
    positions.find(position => position.state === state)
