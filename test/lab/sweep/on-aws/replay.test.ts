import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseRule } from '#strategy/rule.ts'
import { resultKey, sweepPrefix, workKey } from '../../../../infra/lab/sweep/on-aws/keys.ts'
import { readResult } from '../../../../infra/lab/sweep/on-aws/result.ts'
import { fetched, stored } from '../../../../infra/lab/sweep/on-aws/work.ts'
import { playerOf, type TryWork } from '../../../../infra/lab/sweep/player.ts'
import type { Try } from '../../../../infra/lab/sweep/try.ts'
import { findMarketFiles } from '../../../../infra/local/market/kline-files.ts'
import { type LocalLab, startLocalLab } from './local-lab.ts'
import { sampleWork } from './sample-work.ts'

let lab: LocalLab
beforeAll(async () => {
  lab = await startLocalLab()
})
const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-replay-'))
afterAll(async () => {
  await lab.close()
  rmSync(folder, { recursive: true })
})

async function begun(which: TryWork): Promise<string> {
  const sweep = sweepPrefix(which, lab.release)
  await lab.store.write(workKey(sweep), JSON.stringify(await stored(which, lab.store, () => {})))
  return sweep
}

test('a set gives the same result in the function as here, byte for byte', async () => {
  const sweep = await begun(sampleWork)
  for (const set of [{ QT_DEFAULT_LEVERAGE: '10' }, { QT_SL_PCT: '0.01', QT_LADDER: 'none' }]) {
    const here: Try = { set, ...(await playerOf(sampleWork)(set)) }
    expect(here.trades.length).toBeGreaterThan(0)
    await lab.replay({ v: 1, sweep, release: lab.release, set })
    const key = resultKey(sweep, set)
    const { v: _, ms, ...played } = readResult(key, (await lab.store.read(key)) ?? new Uint8Array())
    expect(JSON.stringify({ set, ...played })).toBe(JSON.stringify(here))
    expect(ms).toBeGreaterThan(0)
  }
})

test('a sweep started by other code is not played', async () => {
  const sweep = await begun(sampleWork)
  const event = { v: 1, sweep, release: '0123456789abcdef', set: { QT_DEFAULT_LEVERAGE: '20' } }
  await expect(lab.replay(event)).rejects.toMatchObject({
    name: 'OtherRelease',
    message: expect.stringMatching(/begun by release 0123456789abcdef, and this is .*: deploy the lab/),
  })
  expect(await lab.store.read(resultKey(sweep, event.set))).toBeUndefined()
})

test('a set that cannot be played says why, and leaves no result', async () => {
  const sweep = await begun(sampleWork)
  const set = { QT_SL_PCT: '0.2' }
  await expect(lab.replay({ v: 1, sweep, release: lab.release, set })).rejects.toThrow(/QT_EMERGENCY_PCT/)
  expect(await lab.store.read(resultKey(sweep, set))).toBeUndefined()
})

test('an object missing from the bucket is named', async () => {
  const event = { v: 1, sweep: 'sweeps/none/', release: lab.release, set: {} }
  await expect(lab.replay(event)).rejects.toThrow(
    /sweeps\/none\/work\.json .*got nothing\. Start the sweep again/,
  )
})

test('a file is uploaded once, by its contents, and comes back unchanged', async () => {
  const klines = join(folder, 'klines')
  const marks = join(klines, 'markPriceKlines')
  mkdirSync(marks, { recursive: true })
  writeFileSync(join(klines, 'ETHUSDT-1m-2025-02.csv'), 'prices')
  writeFileSync(join(marks, 'ETHUSDT-1m-2025-02.csv'), 'marks')
  writeFileSync(join(folder, 'funding.csv'), 'funding')
  writeFileSync(join(folder, 'mine.csv'), 'signals')
  const given = { ...sampleWork.given, klines: [klines], funding: [join(folder, 'funding.csv')] }
  const mine: TryWork = {
    ...sampleWork,
    given: { ...given, signals: join(folder, 'mine.csv'), balance: '5' },
  }
  const told: string[] = []
  const there = await stored(mine, lab.store, file => void told.push(file))
  expect(told).toEqual(['ETHUSDT-1m-2025-02.csv', 'ETHUSDT-1m-2025-02.csv', 'funding.csv', 'mine.csv'])
  expect(await stored(mine, lab.store, file => void told.push(file))).toEqual(there)
  expect(told).toHaveLength(4)

  const { given: again, ...rest } = await fetched(there, lab.store, join(folder, 'back'))
  expect(rest).toEqual({ path: sampleWork.path, environment: sampleWork.environment })
  const kinds = (klines: readonly string[]) =>
    findMarketFiles(klines).klines.map(({ symbol, intervalMs, mark }) => ({ symbol, intervalMs, mark }))
  expect(kinds(again.klines)).toEqual(kinds(given.klines))
  expect(kinds(again.klines).map(({ mark }) => mark)).toEqual([false, true])
  expect(again.signals).toMatch(/^.*\/\d{4}\/mine\.csv$/)
  expect(again.funding).toHaveLength(1)
})

test('a rule’s signals are made in the function: no file of signals is uploaded', async () => {
  const rule = parseRule('rsi:14,30,70')
  const { files } = await stored({ ...sampleWork, given: { ...sampleWork.given, rule } }, lab.store, () => {})
  expect(files.signals).toEqual([])
})
