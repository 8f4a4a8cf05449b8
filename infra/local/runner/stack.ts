import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { type Pace, paces } from '#domain/latency.ts'
import { asVariables } from '#settings/stack-variables.ts'
import { createAccess } from '../access/access.ts'
import { readAlarms } from '../alarms/alarm-specs.ts'
import { awsMetrics } from '../alarms/aws-metrics.ts'
import { startAlarmEvaluator } from '../alarms/evaluator.ts'
import { createMetricStore } from '../alarms/metrics.ts'
import type { Asked } from '../audit/oracle/testimony.ts'
import { synthesize } from './assembly.ts'
import { openClients } from './aws-client.ts'
import { type Blueprint, readBlueprint } from './blueprint.ts'
import { createMarketClock } from './clock.ts'
import { startEventSources } from './event-sources.ts'
import { awsEnvironment, functionEnvironment, localCredentials } from './function-environment.ts'
import { createLocalFunctions } from './local-functions.ts'
import { type LocalStack, localStack } from './local-stack.ts'
import { outsideOf } from './outside.ts'
import { type AskFeed, awsUrl, placesOf } from './places.ts'
import { createSecrets } from './secrets.ts'
import { type LocalServices, startServices } from './services.ts'
import type { Execution } from './state-machine.ts'
import { createStateMachines } from './state-machines.ts'
import { readAssembly } from './template.ts'

export type { LocalStack } from './local-stack.ts'

export interface LocalStackOptions {
  /** Market time at the start, in milliseconds since the epoch. */
  readonly startAt: number
  /** How much faster than real time the market's waits pass; Infinity skips them. */
  readonly speed: number
  /** How long what is outside takes; as usual when not said. */
  readonly pace?: Pace
  /** Real milliseconds after which a function that computes without end is given up. */
  readonly patienceMs?: number
  /** Settings (`QT_…`) to synthesize with; those of this process do not count. */
  readonly environment?: Readonly<Record<string, string>>
  /** Settings that the functions are started with instead of the synthesized ones, where no template depends on them. */
  readonly settings?: Readonly<Record<string, string>>
  /** Which deployment is synthesized: paper, demo or live. */
  readonly deployment?: string
  /** What is said with `-c` beside it: region, reserve, egress. */
  readonly choices?: Readonly<Record<string, string>>
  /** A cloud assembly to run, instead of synthesizing the app. */
  readonly assembly?: string
  /** Where the paper venue's prices come from. */
  readonly feedUrl?: string
  /** Answers as that address does, where who serves it lives in this process. */
  readonly askFeed?: AskFeed
  /** Where a stand-in for Binance listens on this machine, which demo and live trade with. */
  readonly exchangeUrl?: string
  /** Where in its minute each scheduled start falls follows from it. */
  readonly seed?: number
  /** Threads per function at most. */
  readonly maxThreads?: number
  /** Each line that a function prints; functions are called as in logs: signal-gate, executor, survey, … */
  readonly onLog?: (functionLabel: string, line: string) => void
  /** Evaluates the synthesized alarms as time goes by, once for each of these delays of metrics, in milliseconds. */
  readonly alarms?: readonly number[]
  /** Each answer of a function that did not fail. */
  readonly onAnswer?: (functionLabel: string, answer: unknown) => void
  /** Each request to the paper venue in a function, and its answer. */
  readonly onAsked?: (asked: Asked) => void
  /** Each start and each end of a run of the watch. */
  readonly onExecution?: (execution: Execution) => void
}

/** Runs the synthesized stacks on this machine. Time starts when this resolves. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  // What is opened first is closed last, and all of it when not everything can be opened.
  const opened = new AsyncDisposableStack()
  try {
    return await openStack(options, opened)
  } finally {
    await opened.disposeAsync()
  }
}

async function openStack(options: LocalStackOptions, opened: AsyncDisposableStack): Promise<LocalStack> {
  const { environment = {}, deployment = 'paper', choices, seed = 1, maxThreads = 4 } = options
  const { pace = paces.usual } = options
  const folder = options.assembly ?? (await synthesize({ environment, deployment, choices }))
  const clock = opened.adopt(createMarketClock(options), it => it.stop())
  const services = opened.adopt(await startServices(clock), it => it.close())
  const { urls, sqs, sqsOf, dynamodb } = await openClients(services, clock, opened)
  const stacks = readAssembly(folder)
  const blueprint = readBlueprint(stacks, urls.queues)
  await createResources(blueprint, services, dynamodb)

  const access = createAccess(blueprint.access)
  await services.setAccess(blueprint.access)
  const secrets = createSecrets(blueprint.secrets)
  const { onAnswer, onExecution } = options
  const metrics = createMetricStore()
  const onLog = (label: string, line: string) => {
    if (options.alarms) metrics.takeLine(line)
    options.onLog?.(label, line)
  }
  const onError = (FunctionName: string) => {
    const dimensions = { FunctionName, Resource: `${FunctionName}:live` }
    metrics.put({ namespace: 'AWS/Lambda', name: 'Errors', dimensions }, clock.now(), 1)
  }
  const machines = createStateMachines({
    blueprint,
    clock,
    access,
    putAside: (queueArn, body) => void sendTo(sqs, blueprint, queueArn, body),
    functions: () => functions,
    waitMs: pace.wait,
    onExecution,
  })
  const endpoints = { ...urls, aws: awsUrl }
  const actions = { ...secrets.actions, ...machines.actions }
  const places = placesOf({ ...options, endpoints, pace, services, access, actions })
  const outside = outsideOf(places, pace.service)
  const { feedUrl, exchangeUrl } = options
  const added = {
    ...options.settings,
    ...asVariables({
      ...(feedUrl !== undefined && { paperFeedUrl: feedUrl }),
      ...(exchangeUrl !== undefined && { binanceEndpoint: exchangeUrl }),
    }),
  }
  const functions = opened.adopt(
    createLocalFunctions(blueprint.functions, {
      ...{ clock, outside, pace, maxThreads, access, patienceMs: options.patienceMs },
      environmentOf: spec => functionEnvironment(spec, endpoints, added),
      onLog,
      onError,
      onAnswer,
      onAsked: options.onAsked,
    }),
    it => it.close(),
  )
  await functions.warm()
  const { queues, eventSources: specs } = blueprint
  const eventSources = opened.adopt(
    startEventSources({ specs, queues, functions, services, sqs, sqsOf, clock, pollMs: pace.poll }),
    it => it.close(),
  )
  opened.adopt(machines, it => it.close())
  machines.followSchedules(seed)
  const alarms =
    options.alarms &&
    opened.adopt(
      startAlarmEvaluator({
        specs: readAlarms(stacks, urls.queues),
        store: metrics,
        clock,
        delaysMs: options.alarms,
        sample: awsMetrics({ blueprint, services, machines, store: metrics }),
      }),
      it => it.close(),
    )
  clock.start()
  const parts = {
    alarms: alarms || undefined,
    aws: awsEnvironment(endpoints, localCredentials.accessKeyId),
    blueprint,
    clock,
    access,
    services,
    sqs,
    dynamodb,
    secrets,
    machines,
    functions,
    eventSources,
  }
  return localStack(parts, opened.move())
}

async function sendTo(
  sqs: SQSClient,
  { queues }: Blueprint,
  arn: string,
  MessageBody: string,
): Promise<void> {
  const QueueUrl = queues.find(queue => queue.arn === arn)?.url
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
}

async function createResources(blueprint: Blueprint, services: LocalServices, dynamodb: DynamoDBClient) {
  await Promise.all([
    ...blueprint.queues.map(({ name, attributes }) => services.createQueue(name, attributes)),
    ...blueprint.topics.map(name => services.createTopic(name)),
    ...blueprint.tables.map(({ name, properties }) => {
      const { AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes } = properties
      const table = { TableName: name, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes }
      return dynamodb.send(new CreateTableCommand(table as CreateTableCommandInput))
    }),
  ])
}
