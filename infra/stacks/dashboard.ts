import { Dashboard, GraphWidget, type IMetric, LogQueryWidget, Row } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import type { LineName } from '#domain/events/log.ts'
import type { Closing } from './closing.ts'
import type { Deployment } from './deployment.ts'
import type { Entry } from './entry.ts'
import type { TradingFunction } from './function.ts'
import { tradingMetric } from './metrics.ts'
import type { Operator } from './operator.ts'
import type { Sentinel } from './sentinel.ts'
import type { SignalIntake } from './signal-intake.ts'
import type { Watch } from './watch.ts'

export interface OverviewProps {
  readonly deployment: Deployment
  readonly intake: SignalIntake
  readonly entry: Entry
  readonly closing: Closing
  readonly watch: Watch
  readonly operator: Operator | undefined
  readonly sentinel: Sentinel | undefined
}

/** Positions, ticks, results, speed, weight and verdicts on one page. */
export class Overview extends Construct {
  readonly dashboard: Dashboard

  constructor(scope: Construct, id: string, props: OverviewProps) {
    super(scope, id)
    const { deployment, intake, entry, closing, watch, operator, sentinel } = props
    const { closeCleanup } = closing
    const trading = [watch.survey, watch.inspect, closeCleanup, entry.executor]
    const asking = [
      ...trading,
      ...(operator ? [operator.carrier] : []),
      ...(sentinel ? [sentinel.listener] : []),
    ]
    const of = (lambda: typeof closeCleanup, ...names: string[]) =>
      names.map(name => tradingMetric(name, lambda))
    const worst = (name: string) => tradingMetric(name, entry.executor, { statistic: 'Maximum' })
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `quantum-trader-${deployment.name}`,
    })
    this.dashboard.addWidgets(
      new Row(
        graph('Open positions', [tradingMetric('OpenPositions', watch.survey, { statistic: 'Maximum' })]),
        graph('Ticks per minute', of(watch.survey, 'Tick')),
        graph('Net PnL of closed positions, fees and funding included', [
          ...of(closeCleanup, 'NetPnl'),
          tradingMetric('NetPnl', watch.survey, { label: 'known later' }),
        ]),
      ),
      new Row(
        graph('Signal to first stop, worst, ms', [worst('EntryLatency')]),
        graph('Naked time after entry, worst, ms', [worst('NakedTime')]),
        graph('Request weight per minute (2,400 at most)', [
          ...asking.map(lambda => tradingMetric('RequestWeight', lambda, { label: lambda.service })),
          ...asking.map(lambda =>
            tradingMetric('UsedWeight', lambda, {
              statistic: 'Maximum',
              label: `of the address, as reported to ${lambda.service}`,
            }),
          ),
        ]),
      ),
      new Row(
        graph('Verdicts', of(intake.gate, 'SignalAccepted', 'SignalRefused', 'SignalInvalid')),
        graph('Entries', of(entry.executor, 'PositionOpened', 'SignalRefused', 'EntryFailed')),
        graph('Closes', of(closeCleanup, 'PositionClosed', 'EmergencyClose', 'CloseFailed')),
      ),
      new Row(
        verdictsBy('reason', 'coalesce(reason, "accepted")', [intake.gate, entry.executor]),
        verdictsBy('source', 'coalesce(source, "unreadable")', [intake.gate, entry.executor]),
      ),
    )
    if (sentinel) this.dashboard.addWidgets(new Row(...heardBy(sentinel, watch)))
  }
}

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 8 })

/** What the sentinel heard, and when it was deaf. */
function heardBy({ listener }: Sentinel, { survey }: Watch): readonly GraphWidget[] {
  const latency = (statistic: string, label: string) =>
    tradingMetric('WakeLatency', listener, { statistic, label })
  return [
    graph('Wakes of the watch', [latency('SampleCount', 'wakes')]),
    graph('From the event to the woken watch, ms', [latency('p50', 'median'), latency('Maximum', 'worst')]),
    graph('Ticks with something open and nothing heard', [tradingMetric('SentinelDeaf', survey)]),
  ]
}

const verdicts = [
  'signal-accepted',
  'signal-refused',
  'signal-invalid',
] as const satisfies readonly LineName[]

/**
 * Counted from log lines when the operator looks: producers choose the names of sources, and each new name would cost
 * money as a metric's dimension. When the executor rejects a signal later, its verdict follows the gate's.
 */
function verdictsBy(what: string, field: string, judges: readonly TradingFunction[]): LogQueryWidget {
  return new LogQueryWidget({
    title: `Verdicts by ${what}`,
    logGroupNames: judges.map(({ log }) => log.logGroupName),
    queryLines: [
      `filter message in [${verdicts.map(each => `"${each}"`).join(', ')}]`,
      `stats count(*) as signals by ${field} as ${what}, message as verdict`,
      'sort signals desc',
    ],
    width: 12,
  })
}
