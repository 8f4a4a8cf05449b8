import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Closing } from './closing.ts'
import type { Deployment } from './deployment.ts'
import type { Entry } from './entry.ts'
import { metricsNamespace, type TradingFunction } from './function.ts'
import type { Notices } from './notices.ts'
import type { SignalIntake } from './signal-intake.ts'
import type { Watch } from './watch.ts'

/** Metrics that the functions emit and an alarm waits for. */
const emitted = { emergencyClose: 'EmergencyClose', closeFailed: 'CloseFailed', tick: 'Tick' }

const minute = Duration.minutes(1)

export interface AlarmsProps {
  readonly deployment: Deployment
  readonly notices: Notices
  readonly intake: SignalIntake
  readonly entry: Entry
  readonly closing: Closing
  readonly watch: Watch
}

/** What a person must hear of, whoever else has heard. */
export class Alarms extends Construct {
  readonly #notices: Notices

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    this.#notices = props.notices
    const { closeCleanup, closes } = props.closing
    this.#onAny('EmergencyClose', 'A position was closed by force: its stop did not hold', [
      metricOf(closeCleanup, emitted.emergencyClose),
    ])
    this.#onAny('CloseFailed', 'A position could not be closed or its orders not be cleaned up', [
      metricOf(closeCleanup, emitted.closeFailed),
      closeCleanup.live.metricErrors({ period: minute }),
    ])
    const { stateMachine } = props.watch
    this.#onAny('WatchFailed', 'Runs of the watch fail, time out or are throttled', [
      stateMachine.metricFailed({ period: minute }),
      stateMachine.metricTimedOut({ period: minute }),
      stateMachine.metricThrottled({ period: minute }),
    ])
    this.#silentWatch(props.watch)
    this.#onDeadLetters('Signals', props.intake.signals.deadLetters)
    this.#onDeadLetters('Trades', props.entry.trades.deadLetters)
    this.#onDeadLetters('Closes', closes.deadLetters)
    this.#onDeadLetters('MissedStarts', props.watch.missedStarts)
  }

  /** Starts may be 119 s apart, so one minute without a tick is usual with nothing open; three never are. */
  #silentWatch(watch: Watch): void {
    this.#alarm('SilentWatch', {
      alarmDescription: 'Nobody has looked at the positions for three minutes',
      metric: metricOf(watch.survey, emitted.tick),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.BREACHING,
    })
  }

  #onDeadLetters(of: string, queue: Queue): void {
    this.#alarm(`DeadLetters${of}`, {
      alarmDescription: `Messages that could not be handled lie in ${queue.node.path}`,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.IGNORE,
    })
  }

  #onAny(name: string, alarmDescription: string, metrics: readonly IMetric[]): void {
    this.#alarm(name, {
      alarmDescription,
      metric: metrics.length === 1 && metrics[0] ? metrics[0] : sumOf(metrics),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }

  #alarm(name: string, props: AlarmProps): void {
    const comparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
    new Alarm(this, name, { comparisonOperator, ...props }).addAlarmAction(new SnsAction(this.#notices.topic))
  }
}

function metricOf(lambda: TradingFunction, metricName: string): Metric {
  return new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { service: lambda.service },
    statistic: 'Sum',
    period: minute,
  })
}

function sumOf(metrics: readonly IMetric[]): MathExpression {
  const named = metrics.map((metric, index) => [`m${index}`, metric] as const)
  return new MathExpression({
    expression: named.map(([name]) => `FILL(${name}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(named),
    period: minute,
  })
}
