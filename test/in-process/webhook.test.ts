import { expect, test } from 'vitest'
import { memoryForTests } from '../table/memory-table.ts'
import { aDoor, request, source, token } from '../webhook/a-door.ts'
import { expectPromises } from './audit.ts'
import { openSystem } from './system.ts'

const dynamo = memoryForTests()

test('a signal sent again for want of an answer opens one position', async () => {
  const system = await openSystem(dynamo)
  const door = aDoor({ clock: system.clock })
  const alert = {
    symbol: 'BTCUSDT',
    action: 'BUY',
    confidence: 0.8,
    timestamp: system.clock.now(),
    secret: token,
  }
  const answers = [await door.post(request(alert, {})), await door.post(request(alert, {}))]
  expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
  expect(door.sent).toHaveLength(2)
  for (const [index, body] of door.sent.entries()) await system.signal(body, `message-${index}`)
  const { positions, verdicts } = await system.records()
  expect(positions).toHaveLength(1)
  expect(verdicts).toMatchObject([
    { verdict: 'accepted', source },
    { verdict: 'refused', reason: 'duplicate' },
  ])
  expect(system.told.of('signal-refused')).toMatchObject([{ reason: 'duplicate' }])
  expect(JSON.stringify(await system.records())).not.toContain(token)
  await expectPromises(system)
})
