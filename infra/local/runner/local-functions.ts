import type { Pace } from '#domain/latency.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import type { Access } from '../access/access.ts'
import type { Asked } from '../audit/oracle/testimony.ts'
import { workOf } from './beside.ts'
import type { FunctionSpec } from './blueprint.ts'
import type { MarketClock } from './clock.ts'
import { functionName } from './identities.ts'
import { createLocalFunction, type LocalFunction, notLoaded, type ProcessStart } from './local-function.ts'
import type { Outside } from './outside.ts'
import { startThread } from './thread-host.ts'
import type { FunctionError } from './thread-protocol.ts'
import type { VenueAnswer } from './venue-answers.ts'

export interface LocalFunctions {
  has(name: string): boolean
  /** By name, by `name:alias`, or by ARN. */
  byReference(reference: string): LocalFunction
  /** By its name in logs and metrics: signal-gate, executor, survey, … */
  byLabel(label: string): LocalFunction
  /** Invocations under way of trading functions, or of those that notify. */
  active(whose: 'trading' | 'telling'): number
  /** All faults of the paper venue that functions meet, from now on. */
  suffer(rules: readonly FaultRule[]): void
  close(): Promise<void>
}

export interface LocalFunctionsOptions {
  readonly clock: MarketClock
  readonly outside: Outside
  readonly pace: Pace
  readonly patienceMs?: number | undefined
  readonly maxThreads: number
  readonly run?: string
  readonly access: Access
  readonly environmentOf: (lambda: FunctionSpec) => Readonly<Record<string, string>>
  readonly onLog: ((functionLabel: string, line: string) => void) | undefined
  /** Each invocation that failed. */
  readonly onError: (functionName: string) => void
  readonly onAnswer: ((functionLabel: string, answer: unknown) => void) | undefined
  /** Each request to the paper venue in a function, and its answer. */
  readonly onAsked: ((asked: Asked) => void) | undefined
}

const defaultPatienceMs = 60_000

export function createLocalFunctions(
  specs: readonly FunctionSpec[],
  options: LocalFunctionsOptions,
): LocalFunctions {
  const { access, environmentOf, onLog, onError, onAnswer, onAsked } = options
  const all = specs.map(spec => {
    const onLine = (text: string) => mayLog(access, spec) && onLog?.(spec.label, text)
    const description = { ...spec, environment: environmentOf(spec) }
    const onVenue = (answer: VenueAnswer, requestId: string) =>
      onAsked?.({ caller: `${spec.label} ${requestId}`, ...answer })
    const { patienceMs = defaultPatienceMs, pace } = options
    const startProcess = (start: ProcessStart) =>
      startThread({ ...options, ...start, venueMs: pace.venue, patienceMs, onLine, onVenue })
    const lambda = createLocalFunction(description, { ...options, startProcess })
    const invoke: LocalFunction['invoke'] = async payload => {
      const outcome = await lambda.invoke(payload)
      if (outcome.ok) onAnswer?.(spec.label, JSON.parse(outcome.body))
      else onError(spec.name)
      if (!outcome.ok && outcome.error.errorType === notLoaded)
        onLine(toldNotLoaded(outcome.error, options.clock))
      return outcome
    }
    return { spec, lambda: { ...lambda, invoke } }
  })
  const find = (property: 'name' | 'label', value: string) => {
    const found = all.find(({ spec }) => spec[property] === value)
    if (found) return found.lambda
    throw new Error(
      `there is no function ${value}; there are ${all.map(({ spec }) => spec[property]).join(', ')}`,
    )
  }
  return {
    has: name => all.some(({ spec }) => spec.name === name),
    byReference: reference => find('name', functionName(reference)),
    byLabel: label => find('label', label),
    active: whose =>
      all
        .filter(({ spec }) => workOf(spec.label) === whose)
        .reduce((sum, { lambda }) => sum + lambda.active(), 0),
    suffer: rules => {
      for (const { lambda } of all) lambda.suffer(rules)
    },
    close: async () => void (await Promise.all(all.map(({ lambda }) => lambda.close()))),
  }
}

/** The function itself could tell nothing. */
const toldNotLoaded = (
  { errorType: name, errorMessage: message }: FunctionError,
  clock: MarketClock,
): string =>
  JSON.stringify({
    level: 'ERROR',
    message: 'function-not-loaded',
    at: clock.now(),
    error: { name, message },
  })

/** Lambda writes a function's log with the function's role; lines that it may not write are lost silently. */
function mayLog(access: Access, { name, logGroupArn }: FunctionSpec): boolean {
  const resource = logGroupArn.replace(/\*$/, 'log-stream:local')
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].every(
    action => access.judgeAsk(name, { action, resource }) === undefined,
  )
}
