import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'

/** An execution of the lab's state machine, which plays a list of sets. */
export interface Run {
  readonly arn: string
  readonly name: string
}

export interface RunState {
  readonly isOver: boolean
  /** Why it ended before all of its sets were played. */
  readonly because?: string
}

/** Starts and finds executions. */
export interface Runs {
  /** A running execution with this name prefix. */
  underWay(begins: string): Promise<Run | undefined>
  start(name: string, input: object): Promise<Run>
  look(run: Run): Promise<RunState>
  stop(run: Run, why: string): Promise<void>
}

/** The executions of a state machine. */
export const runsOf = (client: SFNClient, stateMachineArn: string): Runs => ({
  async underWay(begins) {
    let nextToken: string | undefined
    do {
      const { executions = [], nextToken: next } = await client.send(
        new ListExecutionsCommand({
          stateMachineArn,
          statusFilter: 'RUNNING',
          ...(nextToken && { nextToken }),
        }),
      )
      const found = executions.find(({ name }) => name?.startsWith(begins))
      if (found) return { arn: found.executionArn ?? '', name: found.name ?? '' }
      nextToken = next
    } while (nextToken)
    return undefined
  },

  async start(name, input) {
    const { executionArn = '' } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    )
    return { arn: executionArn, name }
  },

  async look({ arn }) {
    const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn: arn }))
    if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return { isOver: false }
    if (status === 'SUCCEEDED') return { isOver: true }
    const why = [status, error, cause].filter(Boolean).join(': ')
    return { isOver: true, because: `the run ended before its turn (${why})` }
  },

  async stop({ arn }, why) {
    await client.send(new StopExecutionCommand({ executionArn: arn, cause: why }))
  },
})
