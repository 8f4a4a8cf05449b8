import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { type LocalStack, startLocalStack } from '../../../infra/local/runner/stack.ts'
import type { Execution } from '../../../infra/local/runner/state-machine.ts'
import type { Scenario } from './fixtures/watchman.ts'

export const startAt = Date.UTC(2025, 1, 3, 2, 7)

/** One line that a fixture printed, with its function. */
export interface Seen {
  readonly by: string
  readonly at: number
  // biome-ignore lint/suspicious/noExplicitAny: the fixtures print what they like
  readonly [detail: string]: any
}

export interface Running {
  readonly stack: LocalStack
  readonly seen: Seen[]
  readonly executions: Execution[]
  play(scenario: Scenario): Promise<void>
}

/** The fixture's stack, with its functions' output. */
export async function run(assembly: string, speed = Number.POSITIVE_INFINITY): Promise<Running> {
  const seen: Seen[] = []
  const executions: Execution[] = []
  const stack = await startLocalStack({
    startAt,
    speed,
    assembly,
    seed: 7,
    onLog: (by, line) => line.startsWith('{') && seen.push({ by, ...JSON.parse(line) }),
    onExecution: execution => executions.push(execution),
  })
  const play = async (scenario: Scenario) => {
    await stack.documents.send(
      new PutCommand({ TableName: stack.table, Item: { pk: 'SCENARIO', sk: 'ITEM', scenario } }),
    )
  }
  await play({ lastsMs: 0, rows: [] })
  return { stack, seen, executions, play }
}
