import { Duration, Stack } from 'aws-cdk-lib'
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Closing } from './closing.ts'
import type { Entry } from './entry.ts'
import { minute, tradingMetric } from './metrics.ts'
import type { Notices } from './notices.ts'
import type { SignalIntake } from './signal-intake.ts'
import type { Watch } from './watch.ts'

export interface AlarmsProps {
  readonly notices: Notices
  readonly intake: SignalIntake
  readonly entry: Entry
  readonly closing: Closing
  readonly watch: Watch
}

/** 80 % of what Binance lets one address weigh in a minute. */
const mostWeight = 0.8 * 2_400

interface Terms {
  readonly threshold?: number
  readonly period?: Duration
  readonly evaluationPeriods?: number
  readonly below?: boolean
}

/** By these ids CloudFormation knows alarms that had another name before: a new id would be a new alarm beside them. */
const formerNames: Readonly<Record<string, string>> = {
  LookNow: 'SomebodyMustLookNow',
  UnmanagedPosition: 'TwoOwners',
}

/** What the operator must hear of. `LookNow` is over those that cannot wait. */
export class Alarms extends Construct {
  readonly #notices: Notices

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    this.#notices = props.notices
    const urgent = [...this.#onPositions(props), ...this.#onWatch(props.watch)]
    this.#onEntries(props)
    this.#onAccount(props)
    this.#onDeadLetters(props)
    const { id: lookNow, named } = this.#identity('LookNow')
    new CompositeAlarm(this, lookNow, {
      ...(named && { compositeAlarmName: named }),
      alarmDescription: withRunbook(
        'LookNow',
        'A position may be without protection, or the watch may not be looking at it',
      ),
      alarmRule: AlarmRule.anyOf(...urgent.map(alarm => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
    }).addAlarmAction(new SnsAction(props.notices.topic))
  }

  #onPositions({ closing: { closeCleanup }, watch, entry }: AlarmsProps): Alarm[] {
    // A look at what an entry filled may be the first to see the danger.
    const closers = [closeCleanup, entry.executor, watch.inspect]
    return [
      this.#on(
        'EmergencyClose',
        'A position was closed by force: its stop did not hold',
        closers.map(lambda => tradingMetric('EmergencyClose', lambda)),
      ),
      this.#on('CloseFailed', 'A position could not be closed or its orders not be cleaned up', [
        tradingMetric('CloseFailed', closeCleanup),
        closeCleanup.live.metricErrors({ period: minute }),
      ]),
      this.#on(
        'Unprotected',
        'A position was seen without a stop at two looks within one minute: longer than a tick',
        [tradingMetric('Unprotected', watch.inspect)],
        { threshold: 2 },
      ),
      this.#on(
        'InvariantBroken',
        'A rule, a record or a reading is wrong: the change it would have made to a position was refused',
        [...closers, watch.survey].map(lambda => tradingMetric('InvariantBroken', lambda)),
      ),
    ]
  }

  /**
   * With nothing open, looks may be 119 s apart. Fourteen periods of 10 s without one are 140 s, and
   * the operator is told 150 s after the last look, and the 10 s that an evaluation takes.
   */
  #onWatch({ stateMachine, survey, missedStarts }: Watch): Alarm[] {
    const period = Duration.seconds(10)
    return [
      this.#on(
        'SilentWatch',
        'The watch has not looked at the positions for more than two minutes',
        [tradingMetric('Tick', survey, { period })],
        { period, threshold: 1, evaluationPeriods: 14, below: true },
      ),
      this.#on('WatchFailed', 'Runs of the watch fail, time out or are throttled', [
        stateMachine.metricFailed({ period: minute }),
        stateMachine.metricTimedOut({ period: minute }),
        stateMachine.metricThrottled({ period: minute }),
      ]),
      this.#inQueue('StartRefused', missedStarts),
    ]
  }

  #onEntries({ entry: { executor }, intake }: AlarmsProps): void {
    const period = Duration.minutes(5)
    this.#on(
      'EntryFailed',
      'Entries end in an error, two within five minutes',
      [tradingMetric('EntryFailed', executor, { period })],
      { period, threshold: 2 },
    )
    const { queue } = intake.signals
    const age = queue.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' })
    this.#on('SignalWaiting', 'A signal has waited for more than a minute: it is stale by now', [age], {
      threshold: 60,
    })
  }

  #onAccount({ watch: { survey, inspect }, closing, entry }: AlarmsProps): void {
    const trading = [survey, inspect, closing.closeCleanup, entry.executor]
    const all = (name: string) => trading.map(lambda => tradingMetric(name, lambda))
    this.#on('RequestWeight', 'Requests weigh more than 80 % of what Binance allows', all('RequestWeight'), {
      threshold: mostWeight,
    })
    this.#on(
      'Banned',
      'Binance has banned the address for a while: nothing can be asked or sent',
      all('Banned'),
    )
    this.#on(
      'RateLimited',
      'Binance asks to wait (HTTP 429): stops stand, but nothing is raised or entered',
      [survey, entry.executor].map(lambda => tradingMetric('RateLimited', lambda)),
    )
    this.#on(
      'KeyRefused',
      'The API key may do more than it needs to, or its rights cannot be read: nothing is entered',
      [tradingMetric('KeyRefused', survey)],
    )
    this.#on(
      'UnmanagedPosition',
      'A position on the account is not managed by this deployment: a trader or another deployment opened it',
      [tradingMetric('UnmanagedPosition', survey)],
    )
    this.#on('RecordLost', 'A slot named a position of which the table has no record', [
      tradingMetric('RecordLost', survey),
    ])
    this.#on('RowUnread', 'The exchange shows a position or order of ours that cannot be read', [
      tradingMetric('RowUnread', survey),
      tradingMetric('RowUnread', inspect),
    ])
    this.#on('MarkDoubted', 'A mark price was shown that is impossible, or that bid and ask do not confirm', [
      tradingMetric('MarkDoubted', inspect),
      tradingMetric('MarkDoubted', entry.executor),
    ])
    this.#on('SymbolUnlisted', 'The exchange no longer lists the symbol of an open position', [
      tradingMetric('SymbolUnlisted', inspect),
    ])
    this.#on('OrdersLeft', 'Orders were left behind by a closed position, and swept', [
      tradingMetric('OrderSwept', survey),
    ])
    this.#on('DailyLoss', "The day's loss has reached its cap: nothing is entered until midnight UTC", [
      tradingMetric('DailyLossReached', survey),
    ])
    const period = Duration.minutes(5)
    this.#on(
      'ResultNotKnown',
      'The result of a closed position has not been known for an hour: it counts with its worst case',
      [tradingMetric('ProvisionalResults', survey, { period, statistic: 'Maximum' })],
      { period, evaluationPeriods: 12 },
    )
  }

  #onDeadLetters({ intake, entry, closing }: AlarmsProps): void {
    this.#inQueue('DeadSignals', intake.signals.deadLetters)
    this.#inQueue('DeadTrades', entry.trades.deadLetters)
    this.#inQueue('DeadCloses', closing.closes.deadLetters)
  }

  #inQueue(name: string, queue: Queue): Alarm {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' })
    return this.#on(name, `Messages that could not be handled are in ${queue.node.path}`, [metric])
  }

  /** Goes off when the sum of the metrics reaches the threshold, or with `below` stays under it. */
  #on(name: string, description: string, metrics: readonly IMetric[], terms: Terms = {}): Alarm {
    const { threshold = 1, period = minute, evaluationPeriods = 1, below = false } = terms
    const { id, named } = this.#identity(name)
    const alarm = new Alarm(this, id, {
      ...(named && { alarmName: named }),
      alarmDescription: withRunbook(name, description),
      metric: sumOf(metrics, period),
      threshold,
      evaluationPeriods,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(this.#notices.topic))
    return alarm
  }

  /** An alarm that keeps a former id bears its name itself; the others are named after their id. */
  #identity(name: string): { readonly id: string; readonly named?: string } {
    const id = formerNames[name]
    return id ? { id, named: `${Stack.of(this).stackName}-${name}` } : { id: name }
  }
}

/** What the operator who is woken reads next: each alarm has its section there. */
const withRunbook = (name: string, description: string): string =>
  `${description}. What to do: docs/runbook.md#${name.toLowerCase()}`

/** Gaps are filled: a metric that no function emits in a period counts as zero, and so the alarm clears by itself. */
function sumOf(metrics: readonly IMetric[], period: Duration): MathExpression {
  const named = metrics.map((metric, index) => [`m${index}`, metric] as const)
  return new MathExpression({
    expression: named.map(([name]) => `FILL(${name}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(named),
    period,
  })
}
