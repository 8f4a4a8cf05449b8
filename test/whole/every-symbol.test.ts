import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { paces } from '#domain/latency.ts'
import { snapshotBook } from '#paper/rules/snapshot-book.ts'
import { type PlayedInLab, playInLab } from '../../infra/lab/play-lab.ts'
import { readPlan } from '../../infra/local/play/plan.ts'
import { type Played, play } from '../../infra/local/play/play.ts'
import { openConnection } from '../../infra/operator/connect/connection.ts'
import { readMeasuredMinute } from '../../infra/operator/page/read/measured.ts'
import { stackAlarms } from '../../infra/operator/stack-alarms.ts'
import { cameTo, differences } from '../equal/came-to.ts'
import { aSignal, at, folder, klinesFile, signalsFile } from './market.ts'
import { expectPromises } from './whole.ts'

/**
 * A symbol of the snapshot, one of a given file, one known from its recording alone, and a TradFi perpetual, which has
 * rules too.
 */
const symbols = ['LINKUSDT', 'GIVENUSDT', 'DERIVEDUSDT', 'TSLAUSDT']
const closes = [20.105, 20.1, 20.085]
const klines = symbols.map(symbol => klinesFile(symbol, closes))
const signals = signalsFile('every-symbol', [
  ...symbols.map((symbol, index) => aSignal(at('02:00:30') + index, { symbol, leverage: 5 })),
  aSignal('02:01:30', { symbol: 'BNBUSDT' }),
])

function givenRules(): string {
  const row = snapshotBook().exchangeInfo.symbols.find(({ symbol }) => symbol === 'LINKUSDT')
  const filters = row?.filters.map(each =>
    each.filterType === 'LOT_SIZE' || each.filterType === 'MARKET_LOT_SIZE'
      ? { ...each, stepSize: '7', minQty: '7' }
      : each,
  )
  const file = join(folder, 'exchangeInfo.json')
  const given = { ...row, symbol: 'GIVENUSDT', pair: 'GIVENUSDT', filters, quantityPrecision: 0 }
  writeFileSync(file, JSON.stringify({ symbols: [given] }))
  return file
}
const rules = [givenRules()]

const thePlan = () =>
  readPlan({ klines, rules, funding: [], signals, path: 'adverse-first', environment: {} })

describe('symbols known only from the snapshot, a given file or their own recording', () => {
  const notes: string[] = []
  /** What a client that finds the run by its file sees while it runs. */
  const found = join(folder, 'found.json')
  const seen: unknown[] = []
  let played: Played
  let lab: PlayedInLab
  beforeAll(async () => {
    const screen = { note: (line: string) => void notes.push(line), end: () => {} }
    played = await play(thePlan(), {
      speed: Number.POSITIVE_INFINITY,
      screen,
      found: {
        by: found,
        onFound() {
          seen.push(existsSync(found))
          return () => {}
        },
      },
      async onPlayed() {
        const connection = await openConnection({ env: 'paper', local: found }, () => {})
        const alarms = await stackAlarms(connection)
        seen.push(alarms.length > 10)
        seen.push(alarms.filter(({ state }) => state === 'ALARM'))
        seen.push(await readMeasuredMinute(connection))
      },
    })
    lab = await playInLab(thePlan(), { pace: paces.usual, quota: 1_000 })
  })

  test('are traded by npm start under all promises, each by its rules', () => {
    expectPromises(played)
    const told = played.report.positions.map(({ symbol, side, leverage }) => [symbol, side, leverage])
    // The strictest brackets allow 3 times.
    expect(told.toSorted()).toEqual([
      ['DERIVEDUSDT', 'short', 3],
      ['GIVENUSDT', 'short', 3],
      ['LINKUSDT', 'short', 5],
    ])
    const given = played.ledgers.find(({ symbol }) => symbol === 'GIVENUSDT')
    const quantities = given?.trades.map(({ qty }) => Number(qty) % 7)
    expect(new Set(quantities)).toEqual(new Set([0]))
  })

  test('come to the same in the lab, byte for byte', () => {
    expect(differences(cameTo(played), cameTo(lab))).toEqual([])
  })

  test('are named before the play, with what was derived', () => {
    expect(thePlan().told).toEqual([
      "LINKUSDT, TSLAUSDT: Binance's rules of 2026-07-08, from the snapshot.",
      expect.stringMatching(/^DERIVEDUSDT: no rules are known, .* tick 0.001, step 1, leverage up to 3 /),
      'GIVENUSDT: no leverage brackets are known; the strictest of the snapshot apply.',
    ])
  })

  test('that are TradFi perpetuals or without prices are rejected, each with its reason', () => {
    const details = played.records.verdicts.map(({ symbol, reason, detail }) => [symbol, reason, detail])
    expect(details).toContainEqual([
      'TSLAUSDT',
      'not-trading',
      'TSLAUSDT is TRADIFI_PERPETUAL in status TRADING',
    ])
    expect(details).toContainEqual(['BNBUSDT', 'unknown-symbol', 'the exchange lists no BNBUSDT'])
  })

  test('show their alarms and metrics to a client that finds the run by its file', () => {
    expect(seen).toEqual([true, true, [], expect.objectContaining({ ticks: expect.any(Number) })])
    expect(existsSync(found)).toBe(false)
  })
})
