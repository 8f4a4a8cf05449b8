import { Duration } from 'aws-cdk-lib'
import { type Alarm, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { AlarmMaker, errorsOf } from './alarm-maker.ts'
import { alarmsOnChosen, type ChosenParts } from './alarms-on-chosen.ts'
import type { Closing } from './closing.ts'
import type { Deployment } from './deployment.ts'
import type { Entry } from './entry.ts'
import type { TradingFunction } from './function.ts'
import { minute, tradingMetric } from './metrics.ts'
import type { Notices } from './notices.ts'
import type { Notifier } from './notifier.ts'
import { alarmsOnNotifier } from './notifier-alarms.ts'
import type { Operator } from './operator.ts'
import { alarmOver } from './operator-alarm.ts'
import type { SignalIntake } from './signal-intake.ts'
import type { Watch } from './watch.ts'

export interface AlarmsProps extends ChosenParts {
  readonly deployment: Deployment
  readonly notices: Notices
  readonly intake: SignalIntake
  readonly entry: Entry
  readonly closing: Closing
  readonly operator: Operator | undefined
  readonly notifier: Notifier | undefined
}

/** 80 % of the request weight that Binance allows one address per minute. */
const mostWeight = 0.8 * 2_400

/** Share of the account's Lambda concurrency quota. */
const mostConcurrency = 0.8

/**
 * All alarms of a deployment. `LookNow` combines those that cannot wait. Each alarm has one metric: CloudWatch bills
 * alarms by the metric, and a sum must say what a metric without data counts for.
 */
export class Alarms extends Construct {
  readonly #alarms: AlarmMaker

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    this.#alarms = new AlarmMaker(this, props.notices)
    const urgent = [...this.#onPositions(props), ...this.#onWatch(props.watch)]
    this.#onEntries(props)
    this.#onBinance(props)
    this.#onAccount(props.watch.survey)
    this.#onWhatIsShown(props)
    this.#onDeadLetters(props)
    alarmsOnChosen(this.#alarms, props)
    if (props.notifier) alarmsOnNotifier(this, props.notices, props.notifier)
    this.#onConcurrency(props.deployment)
    const says = 'A position may be without protection, or the watch may not be looking at it'
    alarmOver(this, props.notices, { name: 'LookNow', says }, urgent)
  }

  #onPositions({ closing: { closeCleanup }, watch, entry }: AlarmsProps): readonly Alarm[] {
    // The look that follows an entry's fill may be the first to see the danger.
    const closers = [closeCleanup, entry.executor, watch.inspect]
    const closeFails = 'A position could not be closed, or its orders could not be cleaned up'
    return [
      ...this.#alarms.each(
        'EmergencyClose',
        'A position was closed by force: its stop did not hold',
        closers,
      ),
      this.#alarms.counted('CloseFailed', closeFails, closeCleanup),
      // Lambda reports this one: the function may die before it can count.
      this.#alarms.on(
        { name: 'CloseCrashed', section: 'CloseFailed', says: closeFails },
        errorsOf(closeCleanup),
      ),
      this.#alarms.counted(
        'Unprotected',
        'A position was seen without a stop at two looks within one minute: longer than a tick',
        watch.inspect,
        { threshold: 2 },
      ),
      // The next look makes up for a single failure.
      this.#alarms.on(
        {
          name: 'LookFailed',
          says: 'Looks at a position fail, in three of five minutes: its stop stands, but nothing moves or closes it',
        },
        errorsOf(watch.inspect),
        { breaching: 3 },
      ),
      ...this.#alarms.each(
        'InvariantBroken',
        'A rule, a record or a reading is wrong: the change it would have made to a position was refused',
        [...closers, watch.survey],
      ),
    ]
  }

  #onWatch({ stateMachine, survey, missedStarts }: Watch): readonly Alarm[] {
    const section = 'WatchFailed'
    const says = 'Runs of the watch fail, time out or are throttled'
    return [
      this.#silence(survey),
      this.#alarms.on({ name: 'WatchFailed', says }, stateMachine.metricFailed({ period: minute })),
      this.#alarms.on(
        { name: 'WatchTimedOut', section, says },
        stateMachine.metricTimedOut({ period: minute }),
      ),
      this.#alarms.on(
        { name: 'WatchThrottled', section, says },
        stateMachine.metricThrottled({ period: minute }),
      ),
      this.#alarms.inQueue('StartRefused', missedStarts),
    ]
  }

  /**
   * With nothing open, looks may be 119 s apart, and each is known 30 s later. Sixteen periods of 10 s without a look
   * are 160 s; the operator hears 170 s after the last look, plus the 10 s of an evaluation. Only this alarm uses FILL:
   * without it CloudWatch searches beyond the sixteen periods before it believes the silence, and does not say how far.
   * FILL is known to fill the last period early; that delays nothing, because all sixteen must be empty.
   */
  #silence(survey: TradingFunction): Alarm {
    const period = Duration.seconds(10)
    const says = 'The watch has not looked at the positions for more than two minutes'
    const ticks = new MathExpression({
      expression: 'FILL(m0, 0)',
      usingMetrics: { m0: tradingMetric('Tick', survey, { period }) },
      period,
    })
    return this.#alarms.on({ name: 'SilentWatch', says }, ticks, { below: true, breaching: 16, periods: 16 })
  }

  #onEntries({ entry: { executor }, intake }: AlarmsProps): void {
    const failed = tradingMetric('EntryFailed', executor, { period: Duration.minutes(5) })
    this.#alarms.on(
      { name: 'EntryFailed', says: 'Entries end in an error, two within five minutes' },
      failed,
      {
        threshold: 2,
        periods: 2,
      },
    )
    const { queue } = intake.signals
    const age = queue.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' })
    this.#alarms.on(
      { name: 'SignalWaiting', says: 'A signal has waited for more than a minute: it is stale by now' },
      age,
      { threshold: 60, periods: 3 },
    )
  }

  #onBinance({ watch: { survey, inspect }, closing, entry, ...beside }: AlarmsProps): void {
    const trading = [survey, inspect, closing.closeCleanup, entry.executor]
    const asking = [
      ...trading,
      ...(beside.operator ? [beside.operator.carrier] : []),
      ...(beside.ruleSignals ? [beside.ruleSignals.speaker] : []),
      ...(beside.sentinel ? [beside.sentinel.listener] : []),
    ]
    const weights = asking.map((lambda, index) => [`m${index}`, tradingMetric('RequestWeight', lambda)])
    this.#alarms.on(
      { name: 'RequestWeight', says: 'Requests weigh more than 80 % of what Binance allows' },
      // Metric math counts a missing value as zero.
      new MathExpression({
        expression: weights.map(([id]) => id).join(' + '),
        usingMetrics: Object.fromEntries(weights),
        period: minute,
      }),
      { threshold: mostWeight },
    )
    // The survey reads it at every tick; with one fixed address it covers all functions.
    this.#alarms.on(
      {
        name: 'AddressWeight',
        says: 'The address uses more than 80 % of the weight that Binance allows, by Binance’s own count: others may use it too',
      },
      tradingMetric('UsedWeight', survey, { statistic: 'Maximum' }),
      { threshold: mostWeight },
    )
    this.#alarms.each(
      'Banned',
      'Binance has banned the address for a while: nothing can be asked or sent',
      trading,
    )
    this.#alarms.each(
      'RateLimited',
      'Binance asks to wait (HTTP 429): stops stand, but nothing is raised or entered',
      [survey, entry.executor],
    )
  }

  #onAccount(survey: TradingFunction): void {
    this.#alarms.counted(
      'KeyRefused',
      'The API key may do more than it needs to, or its rights cannot be read: nothing is entered',
      survey,
    )
    this.#alarms.counted(
      'UnmanagedPosition',
      'A position on the account is not managed by this deployment: a trader or another deployment opened it',
      survey,
    )
    this.#alarms.counted('RecordLost', 'A slot named a position of which the table has no record', survey)
    this.#alarms.on(
      { name: 'OrdersLeft', says: 'Orders were left behind by a closed position, and swept' },
      tradingMetric('OrderSwept', survey),
    )
    this.#alarms.on(
      {
        name: 'DailyLoss',
        says: "The day's loss has reached its cap: nothing is entered until midnight UTC",
      },
      tradingMetric('DailyLossReached', survey),
    )
    this.#alarms.on(
      {
        name: 'ResultNotKnown',
        says: 'The result of a closed position has not been known for an hour: it counts with its worst case',
      },
      tradingMetric('OverdueResults', survey, { statistic: 'Maximum' }),
    )
  }

  #onWhatIsShown({ watch: { survey, inspect }, entry: { executor } }: AlarmsProps): void {
    this.#alarms.each('RowUnread', 'The exchange shows a position or order of ours that cannot be read', [
      survey,
      inspect,
    ])
    this.#alarms.each(
      'MarkDoubted',
      'A mark price was shown that is impossible, or that bid and ask do not confirm',
      [inspect, executor],
    )
    this.#alarms.counted(
      'SymbolUnlisted',
      'The exchange no longer lists the symbol of an open position',
      inspect,
    )
  }

  #onDeadLetters({ intake, entry, closing }: AlarmsProps): void {
    this.#alarms.inQueue('DeadSignals', intake.signals.deadLetters)
    this.#alarms.inQueue('DeadTrades', entry.trades.deadLetters)
    this.#alarms.inQueue('DeadCloses', closing.closes.deadLetters)
  }

  /** Counts every function of the account and region: the watch can have only what they leave. */
  #onConcurrency({ concurrencyQuota }: Deployment): void {
    const metric = new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'ConcurrentExecutions',
      statistic: 'Maximum',
      period: minute,
    })
    const says = `Functions of the account use 80 % of its concurrency (${concurrencyQuota}) for three of five minutes`
    const threshold = Math.ceil(mostConcurrency * concurrencyQuota)
    this.#alarms.on({ name: 'ConcurrencyShort', says }, metric, { threshold, breaching: 3 })
  }
}
