import { localIdentity } from '../runner/identities.ts'
import { createResolver } from '../runner/resolve.ts'
import type { StackTemplate, TemplateResource } from '../runner/template.ts'
import type { AlarmSpec, MetricQuery, Told } from './alarm.ts'

/** A composite alarm: in alarm while one of its alarms is. */
export interface CompositeSpec extends Told {
  readonly arns: readonly string[]
}

export interface AlarmSpecs {
  readonly alarms: readonly AlarmSpec[]
  readonly composites: readonly CompositeSpec[]
}

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
type Json = any

/** The alarms of the stacks; throws if one needs what the local run cannot evaluate. */
export function readAlarms(stacks: readonly StackTemplate[], queuesUrl: string): AlarmSpecs {
  const identify = (resource: TemplateResource) => localIdentity(resource, queuesUrl)
  const resolver = createResolver(stacks, identify)
  const all = (type: string) =>
    stacks.flatMap(stack =>
      [...stack.resources.values()]
        .filter(resource => resource.type === type)
        .map(resource => ({
          id: resource.logicalId,
          arn: identify(resource).attributes.Arn ?? '',
          properties: resolver.resolve(stack, resource.properties) as Json,
        })),
    )
  return {
    alarms: all('AWS::CloudWatch::Alarm').map(({ id, arn, properties }) => specOf(id, arn, properties)),
    composites: all('AWS::CloudWatch::CompositeAlarm').map(({ id, properties }) => ({
      id,
      ...toldOf(properties),
      arns: childrenOf(id, String(properties.AlarmRule)),
    })),
  }
}

const toldOf = ({ AlarmActions = [], OKActions = [], AlarmDescription = '' }: Json) => ({
  actions: AlarmActions,
  okActions: OKActions,
  says: AlarmDescription,
})

function specOf(id: string, arn: string, properties: Json): AlarmSpec {
  const queries: Json[] = properties.Metrics ?? [
    {
      Id: 'only',
      ReturnData: true,
      MetricStat: { Metric: properties, Stat: properties.Statistic, Period: properties.Period },
    },
  ]
  const metrics: Readonly<Record<string, MetricQuery>> = Object.fromEntries(
    queries.map(query => [query.Id, queryOf(query)]),
  )
  const result = queries.find(query => query.ReturnData !== false)
  const periods = Object.values(metrics).flatMap(query => ('periodMs' in query ? [query.periodMs] : []))
  if (!result || new Set(periods).size !== 1)
    throw new Error(`alarm ${id}: expected one result and one period, got ${JSON.stringify(queries)}`)
  return {
    id,
    arn,
    ...toldOf(properties),
    metrics,
    result: result.Id,
    periodMs: periods[0] ?? 0,
    threshold: properties.Threshold,
    comparison: properties.ComparisonOperator,
    evaluationPeriods: properties.EvaluationPeriods,
    datapointsToAlarm: properties.DatapointsToAlarm ?? properties.EvaluationPeriods,
    treatMissingData: missingDataOf(id, properties.TreatMissingData),
  }
}

function missingDataOf(id: string, said: Json): AlarmSpec['treatMissingData'] {
  if (said === 'breaching' || said === 'notBreaching') return said
  throw new Error(`alarm ${id}: the local run knows missing data as breaching or notBreaching; got ${said}`)
}

function queryOf({ Expression, MetricStat }: Json): MetricQuery {
  if (Expression) return { expression: Expression }
  const { Metric, Stat, Period } = MetricStat
  const dimensions = (Metric.Dimensions ?? []).map(({ Name, Value }: Json) => [Name, String(Value)])
  const key = {
    namespace: Metric.Namespace,
    name: Metric.MetricName,
    dimensions: Object.fromEntries(dimensions),
  }
  return { key, statistic: Stat, periodMs: Period * 1000 }
}

function childrenOf(id: string, rule: string): readonly string[] {
  const parts = rule.replace(/^\((.*)\)$/, '$1').split(' OR ')
  return parts.map(part => {
    const [, arn] = /^ALARM\("([^"]+)"\)$/.exec(part.trim()) ?? []
    if (!arn) throw new Error(`alarm ${id}: the local run knows ALARM(…) OR ALARM(…); got ${rule}`)
    return arn
  })
}
