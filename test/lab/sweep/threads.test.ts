import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { playTries } from '../../../infra/lab/sweep/threads.ts'
import { keyOf, type Try } from '../../../infra/lab/sweep/try.ts'

const sample = fileURLToPath(new URL('../../../infra/local/sample', import.meta.url))
const work = {
  given: {
    klines: [sample],
    funding: [],
    signals: `${sample}/hindsight.jsonl`,
    columns: {},
    latency: 'usual',
    to: Date.parse('2025-02-03T01:04:00Z'),
  },
  path: 'adverse-first',
  environment: {},
} as const

async function played(sets: readonly Try['set'][], threads: number): Promise<readonly Try[]> {
  const tries: Try[] = []
  await playTries(sets, work, threads, one => void tries.push(one))
  return tries.sort((a, b) => (keyOf(a.set) < keyOf(b.set) ? -1 : 1))
}

test('a set gives the same result in any thread, after any other', async () => {
  const [ten, thirty] = [{ QT_DEFAULT_LEVERAGE: '10' }, { QT_DEFAULT_LEVERAGE: '30' }]
  const together = await played([thirty, ten], 2)
  expect(await played([ten, thirty], 1)).toEqual(together)
  for (const { trades, broken } of together) {
    expect(trades.length).toBeGreaterThan(0)
    expect(broken).toEqual([])
  }
  expect(together[0]?.trades).not.toEqual(together[1]?.trades)
})

test('a set that cannot be played ends the sweep with its name', async () => {
  await expect(played([{ QT_SL_PCT: '0.2' }], 1)).rejects.toThrow(/QT_SL_PCT.*QT_EMERGENCY_PCT is 0\.03/s)
})

test('an error in keeping a result ends the sweep too', async () => {
  const full = () => {
    throw new Error('No room on the disk.')
  }
  await expect(playTries([{ QT_DEFAULT_LEVERAGE: '10' }], work, 1, full)).rejects.toThrow(
    'No room on the disk.',
  )
})
