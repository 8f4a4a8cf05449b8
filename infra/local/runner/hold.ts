import { type Clock, systemClock } from '#ports/clock.ts'
import type { Venue } from '#ports/configuration.ts'
import { nameOfInterval } from '#strategy/intervals.ts'
import type { RsiRule } from '#strategy/rule.ts'
import { createState } from '#table/state.ts'
import { metricsLateMs } from '../alarms/evaluator.ts'
import { serveMarket } from '../market/market-server.ts'
import { type StandIn, serveStandIn } from '../market/stand-in.ts'
import { type PlanOptions, readPlan } from '../play/plan.ts'
import { playable } from '../play/playable.ts'
import { freeFile, type LocalConnection, writeConnection } from './connection-file.ts'
import { channelTo, openReceiver } from './local-notify.ts'
import { type LocalWebhook, openWebhook, withWebhook } from './local-webhook.ts'
import { marketStamps } from './market-stamps.ts'
import { openToOperator } from './operator-door.ts'
import { type LocalStack, startLocalStack } from './stack.ts'
import type { LocalStackOptions } from './stack-options.ts'

export interface HoldOptions
  extends Pick<LocalStackOptions, 'pace' | 'onLog' | 'onAnswer' | 'onExecution' | 'assembly'>,
    Pick<PlanOptions, 'klines' | 'rules' | 'signals' | 'columns' | 'from' | 'to' | 'environment'> {
  readonly speed: number
  /** Where the connection is written, for other processes to find this stack. */
  readonly file: string
  /** Whether it takes signals over HTTP. */
  readonly webhook?: boolean
  /** Makes signals by itself, of every symbol of the market, as a deployed rule does. */
  readonly rule?: RsiRule
  /** Has a sentinel hear what the exchange streams. */
  readonly sentinel?: boolean
  /** Where is told what happens. */
  readonly notify?: string
  /** Told of each stamp of this machine's time that was taken for one of the market's; milliseconds. */
  readonly onStampTaken?: (stamp: number, takenAs: number) => void
  /** A line for who waits until it runs. */
  readonly onProgress?: (line: string) => void
}

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
 * where another stack that runs is found by the same file, `Unplayable` where the market or its signals cannot be played.
 */
export async function holdLocalStack(options: HoldOptions): Promise<HeldStack> {
  const { file, speed, pace, onLog, onAnswer, onExecution, onProgress, assembly, rule, notify, ...given } =
    options
  const isOpen = options.webhook === true
  await freeFile(file)
  const plan = playable(() => readPlan({ ...given, funding: [], path: 'adverse-first', standIn: true }))
  const { environment, configuration, market, startAt, signals } = plan
  for (const line of plan.told) onProgress?.(line)
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
        choices: {
          ...said.choices,
          ...(options.sentinel && { sentinel: 'true' }),
          ...(rule && { rule: asChoice(rule, market.symbols) }),
          ...(notify !== undefined && { notify: channelTo(notify) }),
        },
      }),
      restamp: marketStamps({
        marketNow: marketTime.now,
        wallNow: systemClock.now,
        onTaken: options.onStampTaken,
      }),
      ...(exchange && { exchangeUrl: exchange.url, exchangeStreams: exchange.streams }),
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
  if (notify !== undefined) onProgress?.(openReceiver(stack, notify))
  await createState({ documents, table, clock }).account.open(venue, configuration.killSwitch)
  const { aws, clockUrl } = opened.adopt(await openToOperator(stack), it => it.close())
  const connection: LocalConnection = {
    v: 1,
    outputs: stack.outputs,
    aws,
    feedUrl: feed.url,
    ...(exchange && { exchangeUrl: exchange.url }),
    clockUrl,
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
