/** The deployed resources, as far as they cost something or are called. */
export interface Inventory {
  readonly functions: readonly { readonly name: string; readonly memoryMb: number }[]
  readonly logDays: number
  readonly alarmMetrics: number
  readonly highResolutionMetrics: number
  readonly compositeAlarms: number
  readonly dashboards: number
  readonly keys: number
  readonly secrets: number
  readonly tables: number
  readonly recoveredTables: number
  readonly polledQueues: { readonly standard: number; readonly fifo: number }
  /** Starts of the watch, and of scheduled functions: at each close of a rule, for each digest. */
  readonly startsPerDay: number
  readonly ruleStartsPerDay: number
  readonly gateways: number
  readonly addresses: number
  /** Transitions of the state machine in one tick, as a function of the positions. */
  readonly transitions: (positions: number) => number
}

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
type Json = any

export interface Resources {
  readonly [logicalId: string]: { readonly Type: string; readonly Properties?: Json }
}

/** Types that AWS does not bill by themselves; their content is billed where it is used. */
const free = new Set([
  'AWS::CDK::Metadata',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
])

/** Types that the inventory reads. */
const billed = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::GlobalTable',
  'AWS::EC2::EIP',
  'AWS::EC2::NatGateway',
  'AWS::EC2::VPCEndpoint',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
] as const
type Billed = (typeof billed)[number]

/** Reads the templates. Throws for a resource type, or a kind of one, without a known price. */
export function readInventory(templates: readonly Resources[]): Inventory {
  const all = templates.flatMap(resources => Object.values(resources))
  const unknown = all.filter(({ Type }) => !free.has(Type) && !billed.includes(Type as Billed))
  if (unknown.length > 0)
    throw new Error(
      `it is not said what ${[...new Set(unknown.map(({ Type }) => Type))].join(', ')} costs; add it to test/bench/cost`,
    )
  const of = (type: Billed): readonly Json[] =>
    all.filter(({ Type }) => Type === type).map(({ Properties }) => Properties)
  for (const endpoint of of('AWS::EC2::VPCEndpoint'))
    expectKind(endpoint.VpcEndpointType, 'Gateway', 'endpoints')
  const functions = of('AWS::Lambda::Function')
  for (const { Architectures } of functions) expectKind(Architectures?.[0], 'arm64', 'functions')
  for (const table of of('AWS::DynamoDB::GlobalTable'))
    expectKind(table.BillingMode, 'PAY_PER_REQUEST', 'tables')
  const machines = of('AWS::StepFunctions::StateMachine')
  for (const { StateMachineType } of machines) expectKind(StateMachineType, 'EXPRESS', 'state machines')
  const schedules: readonly string[] = of('AWS::Scheduler::Schedule').map(each => each.ScheduleExpression)
  const alarms = of('AWS::CloudWatch::Alarm').map(metricsOf)
  const metrics = (fine: boolean) => alarms.flat().filter(({ Period }) => Period < 60 === fine).length
  return {
    functions: functions.map(({ Environment, MemorySize }) => ({
      name: labelOf(Environment.Variables),
      memoryMb: MemorySize,
    })),
    logDays: Math.max(...of('AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays)),
    alarmMetrics: metrics(false),
    highResolutionMetrics: metrics(true),
    compositeAlarms: of('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: of('AWS::CloudWatch::Dashboard').length,
    keys: of('AWS::KMS::Key').length,
    secrets: of('AWS::SecretsManager::Secret').length,
    tables: of('AWS::DynamoDB::GlobalTable').length,
    recoveredTables: of('AWS::DynamoDB::GlobalTable').filter(
      table => table.Replicas[0].PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled,
    ).length,
    polledQueues: polled(templates, of('AWS::Lambda::EventSourceMapping')),
    startsPerDay: sumOf(schedules.filter(each => each.startsWith('rate'))),
    ruleStartsPerDay: sumOf(schedules.filter(each => !each.startsWith('rate'))),
    gateways: of('AWS::EC2::NatGateway').length,
    addresses: of('AWS::EC2::EIP').length,
    transitions: positions =>
      machines.reduce(
        (sum, { DefinitionString }) => sum + statesOfTick(definitionIn(DefinitionString), positions),
        0,
      ),
  }
}

function expectKind(found: unknown, expected: string, what: string): void {
  if (found !== expected)
    throw new Error(
      `the cost is told for ${what} of ${expected}, got ${String(found)}; add its price to test/bench/cost`,
    )
}

const labelOf = ({ POWERTOOLS_SERVICE_NAME, QT_DEPLOYMENT }: Json): string =>
  POWERTOOLS_SERVICE_NAME.replace(`${QT_DEPLOYMENT}-`, '')

/** AWS bills an alarm by the metrics that it reads. */
function metricsOf({ Metrics, MetricName, Period }: Json): readonly { readonly Period: number }[] {
  if (MetricName) return [{ Period }]
  return Metrics.flatMap(({ MetricStat }: Json) => (MetricStat ? [{ Period: MetricStat.Period }] : []))
}

function polled(templates: readonly Resources[], mappings: readonly Json[]) {
  // Lambda reads the other stack's table stream for nothing.
  const queues = mappings.flatMap(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt']?.slice(0, 1) ?? [])
  const fifo = queues.filter(id => templates.some(resources => resources[id]?.Properties?.FifoQueue)).length
  return { standard: queues.length - fifo, fifo }
}

function startsPerDay(expression: string): number {
  const minutes = /^rate\((\d+) minutes?\)$/.exec(expression)?.[1]
  if (minutes) return (24 * 60) / Number(minutes)
  const [, minute = '', hour = '', days = ''] =
    /^cron\((\S+) (\S+) (\* \* \?|\? \* MON) \*\)$/.exec(expression) ?? []
  const starts = (timesOf(minute, 60) * timesOf(hour, 24)) / (days.endsWith('MON') ? 7 : 1)
  if (!(starts > 0))
    throw new Error(`expected a schedule like rate(1 minute) or cron(14/15 * * * ? *), got ${expression}`)
  return starts
}

/** How often a field of a cron expression matches, of so many: always, once, or from N on with a step. */
function timesOf(field: string, of: number): number {
  const [, first = '', step = String(of)] = /^(\d+)(?:\/(\d+))?$/.exec(field === '*' ? '0/1' : field) ?? []
  return first === '' ? 0 : Math.ceil((of - Number(first)) / Number(step))
}

const sumOf = (expressions: readonly string[]): number =>
  expressions.reduce((sum, expression) => sum + startsPerDay(expression), 0)

const definitionIn = (text: Json): Json =>
  JSON.parse(text['Fn::Join'][1].map((part: Json) => (typeof part === 'string' ? part : part.Ref)).join(''))

/** States that one round of the loop enters, with so many quiet positions. */
function statesOfTick({ StartAt, States }: Json, positions: number): number {
  const map: Json = Object.values<Json>(States).find(({ Type }) => Type === 'Map')
  // A woken run looks at some positions; every other run begins where the loop begins.
  const first = States[StartAt].Default ?? StartAt
  const around = lengthFrom(States, first, first)
  const { ItemProcessor } = map
  return around + positions * lengthFrom(ItemProcessor.States, ItemProcessor.StartAt, undefined)
}

/** Along `Next`, and at a choice along the way that goes on: the first rule if it leads back, otherwise the default. */
function lengthFrom(states: Json, start: string, backTo: string | undefined): number {
  let length = 1
  for (let at = nextOf(states[start]); at && at !== backTo; at = nextOf(states[at])) {
    length += 1
    if (length > Object.keys(states).length)
      throw new Error(`expected a way from ${start} to ${backTo ?? 'an end'}`)
  }
  return length

  function nextOf(state: Json): string | undefined {
    if (state.Type !== 'Choice') return state.Next
    return backTo ? state.Choices[0].Next : state.Default
  }
}
