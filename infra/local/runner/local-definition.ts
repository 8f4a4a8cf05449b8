/** Amazon States Language as far as the local run reads it. */
export interface State {
  readonly Type: string
  readonly [field: string]: unknown
}

export interface Definition {
  readonly StartAt: string
  readonly States: Readonly<Record<string, State>>
  readonly TimeoutSeconds?: number
  readonly [field: string]: unknown
}

/** A task state's timeout and retries: the interpreter's own timers know only real time. */
export interface TaskTerms {
  readonly timeoutSeconds: number | undefined
  readonly retries: readonly Retrier[]
}

export interface Retrier {
  readonly ErrorEquals: readonly string[]
  readonly IntervalSeconds?: number
  readonly MaxAttempts?: number
  readonly BackoffRate?: number
  readonly MaxDelaySeconds?: number
}

export interface LocalDefinition {
  readonly definition: Definition
  readonly tasks: ReadonlyMap<string, TaskTerms>
  /** Wait states, turned into tasks that answer once market time has come. */
  readonly waits: ReadonlySet<string>
}

/** The interpreter stamps executions with real time; here the runner inserts market time. */
export const startTimePath = '$$.Execution.StartedAt'
const waitFields = {
  Seconds: 'seconds',
  Timestamp: 'until',
  SecondsPath: 'seconds.$',
  TimestampPath: 'until.$',
}
/** Longer than any execution, in seconds: the interpreter's timeout never comes first. */
const never = 1_000_000

/**
 * Removes what the interpreter would do in real time (waits, timeouts, retries) from a definition; the runner does
 * that on the market's clock. The rest stays as synthesized.
 */
export function localDefinition(synthesized: Definition): LocalDefinition {
  const tasks = new Map<string, TaskTerms>()
  const waits = new Set<string>()

  function adapt(name: string, state: State): State {
    if (state.QueryLanguage === 'JSONata' || state.Assign) {
      throw new Error(
        `state ${name} uses JSONata or Assign, which the local interpreter does not run; use JSONPath`,
      )
    }
    if (state.Type === 'Wait') return adaptWait(name, state)
    if (state.Type === 'Task') return adaptTask(name, state)
    if (state.Type === 'Map') return { ...state, ItemProcessor: adaptAll(state.ItemProcessor as Definition) }
    if (state.Type === 'Parallel')
      return { ...state, Branches: (state.Branches as Definition[]).map(adaptAll) }
    return state
  }

  function adaptTask(name: string, state: State): State {
    const { Retry = [], TimeoutSeconds, ...kept } = state
    if (!String(state.Resource).endsWith(':states:::lambda:invoke')) {
      throw new Error(`state ${name} calls ${String(state.Resource)}; the local run knows lambda:invoke only`)
    }
    tasks.set(name, {
      timeoutSeconds: TimeoutSeconds as number | undefined,
      retries: Retry as readonly Retrier[],
    })
    return { ...kept, TimeoutSeconds: never }
  }

  function adaptWait(name: string, { Type, ...state }: State): State {
    waits.add(name)
    const [field, parameter] = Object.entries(waitFields).find(([key]) => state[key] !== undefined) ?? []
    if (!field || !parameter) throw new Error(`state ${name} waits in a way that the local run does not know`)
    const { [field]: value, ...kept } = state
    const Parameters = { [parameter]: value }
    return { ...kept, Type: 'Task', Resource: 'wait', Parameters, ResultPath: null, TimeoutSeconds: never }
  }

  function adaptAll(definition: Definition): Definition {
    const states = Object.entries(definition.States).map(([name, state]) => [name, adapt(name, state)])
    return { ...definition, States: Object.fromEntries(states) }
  }

  if (synthesized.QueryLanguage && synthesized.QueryLanguage !== 'JSONPath') {
    throw new Error(
      `the state machine is written in ${String(synthesized.QueryLanguage)}; the local run reads JSONPath`,
    )
  }
  const { TimeoutSeconds, ...untimed } = adaptAll(synthesized)
  const definition = JSON.parse(
    JSON.stringify(untimed).replaceAll('$$.Execution.StartTime', () => startTimePath),
  )
  return { definition, tasks, waits }
}
