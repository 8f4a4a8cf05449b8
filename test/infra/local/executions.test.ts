import { expect, test } from 'vitest'
import { createMarketClock } from '../../../infra/local/runner/clock.ts'
import { createStateMachine } from '../../../infra/local/runner/state-machine.ts'

test('a state machine remembers its last executions and all that are running, even after weeks', async () => {
  const clock = createMarketClock({ startAt: 0, speed: Number.POSITIVE_INFINITY })
  clock.start()
  const definition = {
    StartAt: 'Choose',
    States: {
      Choose: {
        ...{ Type: 'Choice', Default: 'Over' },
        Choices: [{ Variable: '$.waits', BooleanEquals: true, Next: 'Wait' }],
      },
      Wait: { Type: 'Wait', Seconds: 100, Next: 'Over' },
      Over: { Type: 'Succeed' },
    },
  }
  const machine = createStateMachine({
    ...{ name: 'watch', arn: 'arn:watch', definition: definition as never, clock, waitMs: 0, mostKept: 3 },
    functionByArn: () => {
      throw new Error('Expected no task')
    },
    access: undefined as never,
  })
  const release = clock.hold()
  machine.start('{"waits":true}')
  for (const _ of [2, 3, 4, 5, 6]) {
    machine.start('{"waits":false}')
    await expect.poll(() => machine.executions().at(-1)?.status).toBe('SUCCEEDED')
  }
  const kept = machine.executions().map(({ arn, status }) => [arn.split(':').at(-1), status])
  expect(kept).toEqual([
    ['run-1', 'RUNNING'],
    ['run-5', 'SUCCEEDED'],
    ['run-6', 'SUCCEEDED'],
  ])
  machine.close()
  release()
  clock.stop()
})
