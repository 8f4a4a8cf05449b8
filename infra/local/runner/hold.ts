import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Clock, systemClock } from '#ports/clock.ts'
import type { Venue } from '#ports/configuration.ts'
import { nameOfInterval } from '#strategy/intervals.ts'
import type { RsiRule } from '#strategy/rule.ts'
import { createState } from '#table/state.ts'
import { serveMarket } from '../market/market-server.ts'
import { type StandIn, serveStandIn } from '../market/stand-in.ts'
import { strangerIn } from '../market/stranger.ts'
import { type PlanOptions, readPlan } from '../play/plan.ts'
import { freeFile, type LocalConnection, writeConnection } from './connection-file.ts'
import { localCredentials } from './function-environment.ts'
import { type LocalWebhook, openWebhook, withWebhook } from './local-webhook.ts'
import { marketStamps } from './market-stamps.ts'
import { region } from './resolve.ts'
import { type LocalStack, startLocalStack } from './stack.ts'
import type { LocalStackOptions } from './stack-options.ts'

export interface HoldOptions
  extends Pick<LocalStackOptions, 'pace' | 'onLog' | 'onAnswer' | 'onExecution' | 'assembly'>,
    Pick<PlanOptions, 'klines' | 'signals' | 'from' | 'to' | 'environment'> {
  readonly speed: number
  /** Where the connection is written, for other processes to find this stack. */
  readonly file: string
  /** Whether it takes signals over HTTP. */
  readonly webhook?: boolean
  /** Makes signals by itself, of every symbol of the market, as a deployed rule does. */
  readonly rule?: RsiRule
  /** Told of each stamp of this machine's time that was taken for one of the market's; milliseconds. */
  readonly onStampTaken?: (stamp: number, takenAs: number) => void
  /** A line for who waits until it runs. */
  readonly onProgress?: (line: string) => void
}

/** How long after it was measured CloudWatch has a value, as a rule. */
const metricsLateMs = 30_000

export interface HeldStack {
  readonly stack: LocalStack
  /** Steers AWS clients of other processes here. */
  readonly aws: LocalConnection['aws']
  /** Where demo or live is chosen: what its functions trade with instead of Binance. */
  readonly exchange: StandIn | undefined
  /** How signals are sent to it over HTTP, where that was asked for. */
  readonly webhook: LocalWebhook | undefined
  /** Resolves once all signals have arrived and the recording is over. */
  readonly played: Promise<void>
  close(): Promise<void>
}

/**
 * Starts the synthesized stack over a recorded market and keeps it; the last price stands once it is over. Where the
 * settings choose demo or live, it is that template, and it trades with a stand-in for Binance. Throws `FileInUse`
 * where another stack that runs is found by the same file.
 */
export async function holdLocalStack(options: HoldOptions): Promise<HeldStack> {
  const { file, speed, pace, onLog, onAnswer, onExecution, onProgress, assembly, rule, ...given } = options
  const isOpen = options.webhook === true
  await freeFile(file)
  const plan = readPlan({ ...given, funding: [], path: 'adverse-first', standIn: true })
  const { environment, configuration, market, startAt, signals } = plan
  const { venue, paperBalance } = configuration
  const opened = new AsyncDisposableStack()
  const marketTime: Clock = { now: () => stack.clock.now(), sleep: ms => stack.clock.sleep(ms) }
  const feed = opened.adopt(await serveMarket(market, marketTime), it => it.close())
  const exchange =
    venue === 'paper'
      ? undefined
      : opened.adopt(await serveStandIn(market, marketTime, paperBalance), it => it.close())
  const said = isOpen ? withWebhook(environment) : { environment, choices: {} }
  onProgress?.(`Synthesizing the ${venue} stacks …`)
  const stack: LocalStack = opened.adopt(
    await startLocalStack({
      ...{ startAt, speed, deployment: venue, feedUrl: feed.url, askFeed: feed.ask },
      ...synthesizedWith(venue, {
        environment: said.environment,
        choices: { ...said.choices, ...(rule && { rule: asChoice(rule, market.symbols) }) },
      }),
      restamp: marketStamps({
        marketNow: marketTime.now,
        wallNow: systemClock.now,
        onTaken: options.onStampTaken,
      }),
      ...(exchange && { exchangeUrl: exchange.url }),
      alarms: [metricsLateMs],
      ...(pace && { pace }),
      ...(onLog && { onLog }),
      ...(onAnswer && { onAnswer }),
      ...(onExecution && { onExecution }),
      ...(assembly !== undefined && { assembly }),
    }),
    it => it.close(),
  )
  const { clock, documents, table } = stack
  if (exchange) stack.putSecret(JSON.stringify(exchange.credentials))
  const webhook = isOpen ? openWebhook(stack) : undefined
  await createState({ documents, table, clock }).account.open(venue, configuration.killSwitch)
  const served = opened.adopt(await serveOperator(stack), it => it.close())
  const aws = await awsEnvironment(stack, served.url)
  const connection: LocalConnection = {
    v: 1,
    outputs: stack.outputs,
    aws,
    feedUrl: feed.url,
    ...(exchange && { exchangeUrl: exchange.url }),
    clockUrl: served.url,
  }
  opened.defer(writeConnection(file, connection))

  const play = async () => {
    for (const { body, at } of signals) {
      await clock.sleep(at - clock.now())
      await stack.sendSignal(body)
    }
    await clock.sleep(market.to - clock.now())
  }
  return { stack, aws, exchange, webhook, played: play(), close: () => opened.disposeAsync() }
}

/**
 * With what a deploy asks for where money is at stake, though none is here: that alarms are mailed, that no shell loosens the file, and that the
 * address from which live asks Binance is said, and proven.
 */
function synthesizedWith(venue: Venue, { environment, choices }: ReturnType<typeof withWebhook>) {
  if (venue === 'paper') return { environment, choices }
  return {
    environment: { QT_ALARM_EMAIL: 'none', ...environment },
    choices: { ...choices, accept: 'loosened,address', ...(venue === 'live' && { egress: 'fixed' }) },
  }
}

/** As `-c rule` says it. */
const asChoice = ({ candleMs = 60_000, ...rule }: RsiRule, symbols: readonly string[]): string =>
  JSON.stringify({ symbols, ...rule, interval: nameOfInterval(candleMs) })

/** The function that an address of Lambda's API calls; undefined for any other address. */
const invokedBy = (url = ''): string | undefined => {
  const [, name] = /\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(url) ?? []
  return name && decodeURIComponent(name)
}

/** Steers AWS clients of another process here, with credentials that only these services take. */
async function awsEnvironment({ documents, outputs }: LocalStack, servedUrl: string) {
  const table = await documents.config.endpoint?.()
  if (!table) throw new Error('The local table has no address of its own; start it on this machine')
  return {
    AWS_REGION: region,
    // What boto3 reads, which knows no AWS_REGION.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${table.hostname}:${table.port}`,
    AWS_ENDPOINT_URL_SQS: new URL(outputs.SignalQueueUrl ?? '').origin,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: servedUrl,
    AWS_ENDPOINT_URL_LAMBDA: servedUrl,
    AWS_ENDPOINT_URL_CLOUDWATCH: servedUrl,
  }
}

/**
 * For processes that share no memory with the stack: GET answers the market's time, POST what a function answers as
 * Lambda would, or what Secrets Manager and CloudWatch do. The address ends in a token, which only the connection's file tells.
 */
async function serveOperator(stack: LocalStack) {
  const token = randomBytes(16).toString('hex')
  const server = createServer(async (request, response) => {
    const { host = '', origin } = request.headers
    const headers = new Headers({ host, ...(origin !== undefined && { origin }) })
    const [, told] = request.url?.split('/') ?? []
    const stranger = strangerIn(headers, told, token)
    if (stranger !== undefined) return void response.writeHead(403).end(stranger)
    const invoked = invokedBy(request.url)
    if (invoked !== undefined) {
      const outcome = await stack.invokeFunction(invoked, Buffer.concat(await request.toArray()).toString())
      if (outcome.ok) return void response.end(outcome.body)
      return void response
        .writeHead(200, { 'x-amz-function-error': 'Unhandled' })
        .end(JSON.stringify(outcome.error))
    }
    if (request.headers['x-amz-target'] !== undefined) {
      const body = Buffer.concat(await request.toArray()).toString()
      const answer = stack.askAws({ headers: request.headers, body })
      return void response.writeHead(answer.status, answer.headers).end(answer.body)
    }
    response.end(String(stack.clock.now()))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}`,
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
