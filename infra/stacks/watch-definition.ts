import { Duration } from 'aws-cdk-lib'
import type { Alias, IFunction } from 'aws-cdk-lib/aws-lambda'
import {
  Choice,
  Condition,
  DefinitionBody,
  JsonPath,
  Map as MapState,
  Pass,
  Result,
  Succeed,
  TaskInput,
  type TaskStateBase,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions'
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks'
import type { Construct } from 'constructs'
import { timing } from '#domain/timing.ts'

export interface WatchFunctions {
  readonly survey: Alias
  readonly inspect: Alias
  readonly closeCleanup: Alias
  /** Looks at once, when the account's concurrency quota bounds them: the survey names the most urgent first. */
  readonly mapBound?: number | undefined
}

/**
 * One run of the watch: survey → each position: inspect → close-cleanup if told so → wait for the next mark → again,
 * until the survey says that the run is over. The survey answers {v, tick, next, again, positions}, whose rows may
 * include due work beside the positions; inspect answers {close: {positionId, reason}} or an object without it. The
 * tasks' timeouts sum to less than a tick of 10 s; with ticks of 5 s, a slow tick takes the next one's place. A run
 * started with {only, cause, heardAt} looks at those positions at once, and ends.
 */
export function watchDefinition(scope: Construct, functions: WatchFunctions): DefinitionBody {
  const survey = task(scope, 'Survey', functions.survey, {
    timeoutSeconds: timing.functions.survey.task / 1000,
    payload: TaskInput.fromObject({
      execution: JsonPath.stringAt('$$.Execution.Id'),
      startedAt: JsonPath.stringAt('$$.Execution.StartTime'),
    }),
  })
  const pause = new Wait(scope, 'Pause after a failure', {
    time: WaitTime.duration(Duration.millis(timing.watch.pauseAfterFailure)),
  })
  const nextMark = new Wait(scope, 'Wait for the next mark', { time: WaitTime.timestampPath('$.next') })
  const goOn = new Choice(scope, 'Again?')
    .when(Condition.booleanEquals('$.again', true), nextMark)
    .otherwise(new Succeed(scope, 'Over'))

  survey.addCatch(pause, { resultPath: JsonPath.DISCARD })
  pause.next(survey)
  nextMark.next(survey)
  const positions = eachPosition(scope, functions)
  // A bad position does not hold up the others, and a failed look does not end the run.
  positions.addCatch(goOn, { resultPath: JsonPath.DISCARD })
  survey.next(positions).next(goOn)
  const once = surveyWoken(scope, functions, positions)
  return DefinitionBody.fromChainable(
    new Choice(scope, 'Woken?').when(Condition.isPresent('$.only'), once).otherwise(survey),
  )
}

/** One look between two ticks, whichever release answers it; failures are left to the next tick. */
function surveyWoken(scope: Construct, functions: WatchFunctions, positions: MapState): TaskStateBase {
  const woken = task(scope, 'Survey the woken', functions.survey, {
    timeoutSeconds: timing.functions.survey.task / 1000,
    payload: TaskInput.fromObject({
      execution: JsonPath.stringAt('$$.Execution.Id'),
      startedAt: JsonPath.stringAt('$$.Execution.StartTime'),
      wake: JsonPath.objectAt('$'),
    }),
  }).addCatch(new Succeed(scope, 'Left to the tick'))
  const once = new Pass(scope, 'Once', { result: Result.fromBoolean(false), resultPath: '$.again' })
  woken.next(once).next(positions)
  return woken
}

function eachPosition(scope: Construct, functions: WatchFunctions): MapState {
  // A Map collects the output of every row, at most 256 KB together, and no Catch applies to that limit: a few stack
  // traces exceed it.
  const result = Result.fromObject({})
  const failed = new Pass(scope, 'Leave it to the next tick', { result })
  const closed = task(scope, 'Close and clean up', functions.closeCleanup, {
    timeoutSeconds: timing.functions.closeCleanup.task / 1000,
    payload: TaskInput.fromJsonPathAt('$.close'),
  }).addCatch(failed)
  const told = new Choice(scope, 'Told to close?')
    .when(Condition.isPresent('$.close'), closed)
    .otherwise(new Pass(scope, 'Looked at', { result }))
  const inspect = task(scope, 'Inspect', functions.inspect, {
    timeoutSeconds: timing.functions.inspect.task / 1000,
    payload: TaskInput.fromJsonPathAt('$'),
  }).addCatch(failed)
  return new MapState(scope, 'Each position', {
    itemsPath: '$.positions',
    resultPath: JsonPath.DISCARD,
    ...(functions.mapBound && { maxConcurrency: functions.mapBound }),
  }).itemProcessor(inspect.next(told))
}

interface TaskProps {
  readonly timeoutSeconds: number
  readonly payload: TaskInput
}

/** An invocation whose answer becomes the state. Retried once when Lambda throttles, and never otherwise. */
function task(scope: Construct, name: string, alias: Alias, props: TaskProps): TaskStateBase {
  return new LambdaInvoke(scope, name, {
    lambdaFunction: alias as IFunction,
    payload: props.payload,
    taskTimeout: Timeout.duration(Duration.seconds(props.timeoutSeconds)),
    outputPath: '$.Payload',
    retryOnServiceExceptions: false,
  }).addRetry({
    errors: ['Lambda.TooManyRequestsException'],
    interval: Duration.seconds(1),
    maxAttempts: 1,
  })
}
