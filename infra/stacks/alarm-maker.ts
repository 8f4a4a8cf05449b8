import type { Alarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { TradingFunction } from './function.ts'
import { minute, tradingMetric } from './metrics.ts'
import type { Notices } from './notices.ts'
import { type Naming, operatorAlarm, type Terms } from './operator-alarm.ts'

/** Makes alarms of the usual kinds in one scope. */
export class AlarmMaker {
  readonly #scope: Construct
  readonly #notices: Notices

  constructor(scope: Construct, notices: Notices) {
    this.#scope = scope
    this.#notices = notices
  }

  on(naming: Naming, metric: IMetric, terms?: Terms): Alarm {
    return operatorAlarm(this.#scope, this.#notices, { ...naming, metric }, terms)
  }

  /** An alarm on the metric of the same name. */
  counted(name: string, says: string, lambda: TradingFunction, terms?: Terms): Alarm {
    return this.on({ name, says }, tradingMetric(name, lambda), terms)
  }

  /**
   * One alarm for each function that may count the metric. The first has the plain name; the others append their
   * function's name.
   */
  each(name: string, says: string, lambdas: readonly TradingFunction[]): readonly Alarm[] {
    return lambdas.map((lambda, index) => {
      const of = index === 0 ? name : `${name}${lambda.node.id}`
      return this.on({ name: of, section: name, says }, tradingMetric(name, lambda))
    })
  }

  inQueue(name: string, queue: Queue, section = name): Alarm {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' })
    return this.on(
      { name, section, says: `Messages that could not be handled are in ${queue.node.path}` },
      metric,
    )
  }
}

/** Errors that Lambda itself reports: the function may die before it can count. */
export const errorsOf = ({ live }: TradingFunction): IMetric => live.metricErrors({ period: minute })
