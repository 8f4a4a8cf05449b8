import { expect, test } from 'vitest'
import { retimedFeed } from '../../../infra/local/market/retimed-feed.ts'
import { scriptedFeed } from '../builder.ts'

const RECORDED = 1_000_000
const NOW = 9_000_000

function hurried(speed: number) {
  const recorded = scriptedFeed()
  for (let second = 0; second <= 60; second++)
    recorded.push('BTCUSDT', RECORDED + second * 1000, String(100 + second))
  return retimedFeed(recorded, { marketStart: RECORDED, startAt: NOW, speed })
}

test('a recorded market starts now and passes faster', async () => {
  const feed = hurried(10)
  expect(await feed.latest('BTCUSDT', NOW)).toMatchObject({ time: NOW, last: '100' })
  expect(await feed.latest('BTCUSDT', NOW + 1000)).toMatchObject({ time: NOW + 1000, last: '110' })
  expect(await feed.latest('BTCUSDT', NOW - 1)).toBeUndefined()
})

test('consecutive ranges give every step once, whatever the speed', async () => {
  const feed = hurried(7)
  const seen: string[] = []
  for (let time = NOW; time < NOW + 9000; time += 137)
    for (const step of await feed.steps('BTCUSDT', time - 137, time)) {
      expect(step.time > time - 137 && step.time <= time).toBe(true)
      seen.push(step.last)
    }
  expect(seen).toEqual(Array.from({ length: 61 }, (_, second) => String(100 + second)))
})
