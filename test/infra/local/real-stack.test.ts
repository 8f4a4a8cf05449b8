import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalStack, startLocalStack } from '../../../infra/local/runner/stack.ts'
import type { Execution } from '../../../infra/local/runner/state-machine.ts'

const startAt = Date.UTC(2025, 1, 3, 2, 7)
const lines: string[] = []
const answers: { by: string; answer: unknown }[] = []
const executions: Execution[] = []
let stack: LocalStack

beforeAll(async () => {
  stack = await startLocalStack({
    startAt,
    speed: 60,
    environment: { QT_DEFAULT_LEVERAGE: '20' },
    // With its network around the functions, which this machine has no use for.
    choices: { egress: 'fixed' },
    // No function asks for prices as long as nothing is traded.
    feedUrl: 'http://127.0.0.1:9',
    onLog: (by, line) => lines.push(`${by}: ${line}`),
    onAnswer: (by, answer) => answers.push({ by, answer }),
    onExecution: execution => executions.push(execution),
  })
}, 120_000)
afterAll(() => stack?.close())

test('every function of the synthesized stack is found by its label', async () => {
  const unknown = stack.invoke('unknown', {})
  await expect(unknown).rejects.toThrow(
    /there is no function unknown; there are .*close-cleanup.*survey.*inspect.*executor.*signal-gate/,
  )
})

test('a signal that cannot be read lands in the invalid queue, and nothing is retried', async () => {
  await stack.sendSignal('{"symbol": ')
  await stack.idle()
  const invalid = await stack.messages('InvalidQueueUrl')
  expect(invalid).toHaveLength(1)
  expect(await stack.deadLetters()).toEqual({})
})

test('the schedule starts runs of the watch that end by themselves', async () => {
  while (!executions.some(({ status }) => status !== 'RUNNING')) await stack.clock.sleep(5_000)
  expect(executions.at(-1)).toMatchObject({ status: 'SUCCEEDED' })
  // Of no position; the rules were never read, so that is due.
  const positions = [{ v: 1, upkeep: ['rules'] }]
  expect(answers.find(({ by }) => by === 'survey')?.answer).toMatchObject({ again: false, positions })
  expect(answers.find(({ by }) => by === 'inspect')?.answer).toEqual({ v: 1 })
})
