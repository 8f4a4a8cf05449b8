import { StateMachine } from 'aws-local-stepfunctions'
import type { Access } from '../access/access.ts'
import type { MarketClock } from './clock.ts'
import { type Definition, localDefinition } from './local-definition.ts'
import type { LocalFunction } from './local-function.ts'
import { account, region } from './resolve.ts'
import { watchPayloads } from './state-payloads.ts'
import { runTask } from './state-task.ts'
import { StatesError } from './states-error.ts'

/** The longest life of an Express execution. */
const expressSeconds = 300

export interface Execution {
  readonly arn: string
  readonly startedAt: number
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'
  readonly endedAt?: number
  readonly error?: string
}

export interface LocalStateMachine {
  readonly arn: string
  /** Starts a new execution and returns at once. */
  start(input: string): Execution
  /** All running executions, and the last ended ones, with their present state. */
  executions(): readonly Execution[]
  close(): void
}

export interface StateMachineOptions {
  readonly name: string
  readonly arn: string
  readonly definition: Definition
  readonly clock: MarketClock
  readonly functionByArn: (arn: string) => LocalFunction
  readonly access: Access
  /** How late it continues after a wait, in milliseconds. */
  readonly waitMs: number
  /** Prefix of its executions' names. */
  readonly run?: string
  /** How many executions are remembered. */
  readonly mostKept?: number
  readonly onExecution?: ((execution: Execution) => void) | undefined
}

/** A day of the watch, several times over: memory does not grow in a run of weeks. */
const usuallyKept = 10_000

/** Runs the synthesized definition on this machine, in market time and with Express's limits. */
export function createStateMachine(options: StateMachineOptions): LocalStateMachine {
  const { clock, name, arn, run = 'run', mostKept = usuallyKept, onExecution } = options
  const { definition, tasks, waits } = localDefinition(options.definition)
  const machine = new StateMachine(definition as never, { validationOptions: { noValidate: true } })
  const seconds = Math.min(options.definition.TimeoutSeconds ?? expressSeconds, expressSeconds)
  const executions = new Map<string, Execution>()
  let begun = 0
  const aborts = new Set<() => void>()

  function start(inputText: string): Execution {
    begun += 1
    const id = `${run}-${begun}`
    const executionArn = `arn:aws:states:${region}:${account}:express:${name}:${id}:${id}`
    const started: Execution = { arn: executionArn, startedAt: clock.now(), status: 'RUNNING' }
    note(started)
    void follow(started, JSON.parse(inputText))
    return started
  }

  function note(execution: Execution): void {
    executions.set(execution.arn, execution)
    for (const [oldest, { status }] of executions) {
      if (executions.size <= mostKept) break
      if (status !== 'RUNNING') executions.delete(oldest)
    }
    onExecution?.(execution)
  }

  async function follow(execution: Execution, input: unknown): Promise<void> {
    let ending: Pick<Execution, 'status' | 'error'> | undefined
    const aborted = new AbortController()
    const running = machine.run(input as never, {
      overrides: { taskResourceLocalHandlers: handlers(aborted.signal) as never },
      context: {
        Execution: { Id: execution.arn, StartedAt: new Date(execution.startedAt).toISOString() },
        StateMachine: { Id: arn, Name: name },
      },
    })
    const abortAs = (status: Execution['status'], error?: string) => {
      ending ??= { status, ...(error && { error }) }
      running.abort()
      aborted.abort()
    }
    const abort = () => abortAs('ABORTED')
    const cancel = clock.at(execution.startedAt + seconds * 1000, () =>
      abortAs('TIMED_OUT', 'States.Timeout'),
    )
    aborts.add(abort)
    void watchPayloads(running.eventLogs, error => abortAs('FAILED', error))
    try {
      await running.result
      ending ??= { status: 'SUCCEEDED' }
    } catch (error) {
      const cause = (error as Error).cause
      ending ??= {
        status: 'FAILED',
        error: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(error),
      }
    }
    cancel()
    aborts.delete(abort)
    note({ ...execution, ...ending, endedAt: clock.now() })
  }

  /** By the state's name. The interpreter keeps a timer while a task is unanswered, aborted or not. */
  function handlers(aborted: AbortSignal) {
    const waiting = (input: WaitInput) => unlessAborted(wait(input), aborted)
    const timed = [...waits].map(state => [state, waiting] as const)
    const invoking = [...tasks].map(([state, terms]) => {
      const handle = async (input: TaskInput) => {
        const resource = input.FunctionName
        const denied = options.access.judgeAsk(name, { action: 'lambda:InvokeFunction', resource })
        if (denied) throw new StatesError('Lambda.AWSLambdaException', denied.message, 'catchable')
        const lambda = options.functionByArn(resource)
        const payload = JSON.stringify(input.Payload ?? {})
        return unlessAborted(runTask({ clock, lambda, terms, payload }), aborted)
      }
      return [state, handle] as const
    })
    return Object.fromEntries<(input: never) => Promise<unknown>>([...timed, ...invoking])
  }

  async function wait({ seconds: forSeconds, until }: WaitInput): Promise<null> {
    const end = until === undefined ? clock.now() + (forSeconds ?? 0) * 1000 : Date.parse(until)
    if (Number.isNaN(end)) throw new StatesError('States.Runtime', `cannot wait until ${until}`, 'fatal')
    await clock.sleep(Math.max(0, end - clock.now()) + options.waitMs)
    return null
  }

  return {
    arn,
    start,
    executions: () => [...executions.values()],
    close() {
      for (const abort of [...aborts]) abort()
    },
  }
}

interface TaskInput {
  readonly FunctionName: string
  readonly Payload?: unknown
}

interface WaitInput {
  readonly seconds?: number
  readonly until?: string
}

/** The task's answer; rejects as soon as the execution is aborted. */
function unlessAborted<T>(task: Promise<T>, aborted: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(new StatesError('States.Runtime', 'the execution was aborted', 'fatal'))
  if (aborted.aborted) abort()
  aborted.addEventListener('abort', abort, { once: true })
  return Promise.race([task, promise]).finally(() => aborted.removeEventListener('abort', abort))
}
