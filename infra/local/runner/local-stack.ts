import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { FaultRule } from '#paper/faults/rule.ts'
import type { Access, Judged } from '../access/access.ts'
import { accessControl } from '../access/access-control.ts'
import type { AwsRequest } from '../access/asks.ts'
import type { Statement } from '../access/statement.ts'
import type { AlarmEvaluator } from '../alarms/evaluator.ts'
import { type AwsAction, answerAws } from './aws-endpoint.ts'
import type { Blueprint } from './blueprint.ts'
import type { MarketClock } from './clock.ts'
import type { EventSources } from './event-sources.ts'
import type { ApiRequest } from './http-api/api-event.ts'
import type { ApiAnswer, HttpApi } from './http-api/http-api.ts'
import type { LocalFunctions } from './local-functions.ts'
import type { LocalSecrets } from './secrets.ts'
import type { LocalServices } from './services.ts'
import type { PublishedNotice, QueuedMessage } from './services-protocol.ts'
import type { Execution } from './state-machine.ts'
import type { StateMachines } from './state-machines.ts'
import type { Outcome } from './thread-protocol.ts'

/** The running stack, as the run that plays a market over it sees it. */
export interface LocalStack {
  readonly clock: MarketClock
  /** Outputs of both stacks: SignalQueueUrl, InvalidQueueUrl, TradeQueueUrl, CloseQueueUrl, TableName. */
  readonly outputs: Readonly<Record<string, string>>
  readonly table: string
  readonly documents: DynamoDBDocumentClient
  /**
   * Sets exchange credentials as the functions get them (JSON with `apiKey` and `secret`), or another secret, by its
   * output.
   */
  secret(output?: string): string
  putSecret(value: string, output?: string): void
  /** A request to the templates' one HTTP API, as if over the network. */
  askApi(request: ApiRequest): Promise<ApiAnswer>
  /** Sends a signal as a producer would; an object is sent as JSON. */
  sendSignal(body: string | object): Promise<void>
  /** Invokes a function by its label; resolves to its answer, or throws its error. */
  invoke(functionLabel: string, payload: unknown): Promise<unknown>
  /** Invokes a function by its name or ARN with a payload of JSON, as Lambda does. */
  invokeFunction(reference: string, payload: string): Promise<Outcome>
  /** Kills a function's threads in the middle of their work, as when Lambda loses its environments. */
  kill(functionLabel: string): Promise<void>
  /**
   * Points a function's alias at another bundle, as a deploy between two ticks does; returns the former file, for a
   * rollback.
   */
  deploy(functionLabel: string, file: string): string
  /**
   * All faults of the paper venue that functions meet, from now on; [] for none. Each thread of a function counts
   * `skip` and `times` for itself.
   */
  suffer(rules: readonly FaultRule[]): void
  /** Messages published to topics. */
  published(): Promise<readonly PublishedNotice[]>
  /** The messages of a queue, by its output. */
  messages(output: string): Promise<readonly QueuedMessage[]>
  /** Messages in dead-letter queues, by queue; empty queues are left out. */
  deadLetters(): Promise<Readonly<Record<string, readonly QueuedMessage[]>>>
  /** The calls of functions, state machine and schedule to AWS so far, and whether their roles allowed them. */
  judged(): Promise<readonly Judged[]>
  /** The statements of each caller's role: functions by their label, others by their logical id. */
  statements(): Readonly<Record<string, readonly Statement[]>>
  /** Replaces one caller's statements; returns the former ones. */
  restrict(caller: string, statements: readonly Statement[]): Promise<readonly Statement[]>
  /** The synthesized alarms, if they were asked for. */
  readonly alarms: AlarmEvaluator | undefined
  /** CloudWatch and Secrets Manager for other processes: alarms are as their evaluation left them. */
  askAws(request: AwsRequest): ReturnType<typeof answerAws>
  /** Lines of the changes in table and queues since the last cut, or of everything kept. */
  cut(isWhole: boolean): Promise<readonly string[]>
  /** All runs of the watch so far. */
  executions(): readonly Execution[]
  /**
   * Resolves once no function works and no message is on its way to one, except to those that notify. Runs of the
   * watch may be waiting.
   */
  idle(): Promise<void>
  /** Resolves once all notifications are sent, or after this much market time, in milliseconds. */
  told(mostMs: number): Promise<void>
  /** Ends everything; work under way is not finished. */
  close(): Promise<void>
}

/** An API of the templates, and its address. */
export interface LocalApi {
  readonly api: HttpApi
  readonly url: string
}

export interface LocalStackParts {
  readonly alarms: AlarmEvaluator | undefined
  readonly cloudWatch: Readonly<Record<string, AwsAction>>
  readonly apis: readonly LocalApi[]
  readonly blueprint: Blueprint
  readonly clock: MarketClock
  readonly access: Access
  readonly services: LocalServices
  readonly sqs: SQSClient
  readonly dynamodb: DynamoDBClient
  readonly secrets: LocalSecrets
  readonly machines: StateMachines
  readonly functions: LocalFunctions
  readonly eventSources: EventSources
}

/** Market time between two checks whether all notifications are sent. */
const tellingPauseMs = 1_000

export function localStack(parts: LocalStackParts, opened: AsyncDisposableStack): LocalStack {
  const { blueprint, clock, services, secrets, machines, functions, eventSources } = parts
  const { queues } = blueprint
  const outputs = whereTheyListen(blueprint.outputs, parts.apis)
  const queueOf = (output: string) => {
    const queue = queues.find(({ url }) => url === outputs[output])
    if (!queue)
      throw new Error(`no output ${output} names a queue; there are ${Object.keys(outputs).join(', ')}`)
    return queue
  }
  const secretArn = (output = 'SecretId') => {
    const arn = outputs[output]
    if (arn) return arn
    throw new Error(`no output ${output} names a secret; there are ${Object.keys(outputs).join(', ')}`)
  }

  async function sendSignal(body: string | object): Promise<void> {
    const MessageBody = typeof body === 'string' ? body : JSON.stringify(body)
    await parts.sqs.send(new SendMessageCommand({ QueueUrl: queueOf('SignalQueueUrl').url, MessageBody }))
  }

  async function invoke(label: string, payload: unknown): Promise<unknown> {
    const outcome = await functions.byLabel(label).invoke(JSON.stringify(payload))
    if (outcome.ok) return JSON.parse(outcome.body)
    throw Object.assign(new Error(outcome.error.errorMessage), { name: outcome.error.errorType })
  }

  async function deadLetters() {
    const arns = new Set(queues.map(({ deadLettersArn }) => deadLettersArn))
    const named = queues.filter(({ arn }) => arns.has(arn)).map(({ name }) => name)
    const found = await Promise.all(named.map(async name => [name, await services.messages(name)] as const))
    return Object.fromEntries(found.filter(([, messages]) => messages.length > 0))
  }

  async function isAtWork(whose: 'trading' | 'telling'): Promise<boolean> {
    await clock.settled()
    const waiting = await clock.within(() => eventSources.waiting(whose))
    return waiting || functions.active(whose) > 0
  }

  async function idle(): Promise<void> {
    while (await isAtWork('trading')) await clock.passed()
  }

  async function told(mostMs: number): Promise<void> {
    const until = clock.now() + mostMs
    while (clock.now() < until && (await isAtWork('telling'))) await clock.sleep(tellingPauseMs)
  }

  return {
    clock,
    outputs,
    alarms: parts.alarms,
    askAws: request => answerAws(request, { ...parts.cloudWatch, ...secrets.actions }, parts.access),
    table: blueprint.tables[0]?.name ?? '',
    documents: DynamoDBDocumentClient.from(parts.dynamodb, {
      marshallOptions: { removeUndefinedValues: true },
    }),
    secret: output => secrets.read(secretArn(output)),
    putSecret: (value, output) => secrets.put(secretArn(output), value),
    askApi(request) {
      const [only] = parts.apis
      if (!only) throw new Error('the templates have no HTTP API: synthesize them with webhook=true')
      return only.api.ask(request)
    },
    sendSignal,
    invoke,
    invokeFunction: (reference, payload) => functions.byReference(reference).invoke(payload),
    kill: label => functions.byLabel(label).kill(),
    deploy: (label, file) => functions.byLabel(label).deploy(file),
    suffer: rules => functions.suffer(rules),
    published: () => services.published(),
    messages: output => services.messages(queueOf(output).name),
    deadLetters,
    ...accessControl(blueprint, parts.access, services),
    cut: isWhole => services.cut(isWhole),
    executions: () => machines.executions(),
    idle,
    told,
    close() {
      clock.stop()
      return opened.disposeAsync()
    },
  }
}

/** An API's endpoint is known once it listens. */
const whereTheyListen = (outputs: Blueprint['outputs'], apis: readonly LocalApi[]): Blueprint['outputs'] =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => {
      const found = apis.find(({ api }) => value.startsWith(`${api.spec.endpoint}/`))
      return [name, found ? value.replace(found.api.spec.endpoint, found.url) : value]
    }),
  )
