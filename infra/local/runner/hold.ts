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
  /** The connection file, by which other processes find this stack. */
  readonly file: string
  /** Whether it takes signals over HTTP. */
  readonly webhook?: boolean
  /** Makes its own signals for every symbol of the market, as a deployed rule does. */
  readonly rule?: RsiRule
  /** Runs a sentinel, which hears the exchange's streams. */
  readonly sentinel?: boolean
  /** Where notifications go. */
  readonly notify?: string
  /** Called for each timestamp of this machine's time that was read as market time; milliseconds. */
  readonly onStampTaken?: (stamp: number, takenAs: number) => void
  /** A line for an operator who waits for the start. */
  readonly onProgress?: (line: string) => void
}

export interface HeldStack {
  readonly stack: LocalStack
  /** Points AWS clients of other processes here. */
  readonly aws: LocalConnection['aws']
  /** If demo or live is chosen: what its functions trade with instead of Binance. */
  readonly exchange: StandIn | undefined
  /** How to send it signals over HTTP, if that was asked for. */
  readonly webhook: LocalWebhook | undefined
  /** Resolves once all signals have arrived and the recording is over. */
  readonly played: Promise<void>
  close(): Promise<void>
}

/**
 * Starts the synthesized stack over a recorded market and keeps it; after the recording, the last price stays. If the
 * settings choose demo or live, that template runs, and trades with a stand-in for Binance. Throws `FileUnusable` if
 * the connection cannot be in that file, `Unplayable` if the market or its signals cannot be played, `Unsynthesized`.
 */
export async function holdLocalStack(options: HoldOptions): Promise<HeldStack> {
  await freeFile(options.file)
  // Whatever cannot be opened, nothing of what was keeps the process.
  const opened = new AsyncDisposableStack()
  try {
    return await hold(options, opened)
  } finally {
    await opened.disposeAsync()
  }
}

async function hold(options: HoldOptions, opened: AsyncDisposableStack): Promise<HeldStack> {
  const { file, speed, pace, onLog, onAnswer, onExecution, onProgress, assembly, rule, notify, ...given } =
    options
  const isOpen = options.webhook === true
  const plan = playable(() => readPlan({ ...given, funding: [], path: 'adverse-first', standIn: true }))
  const { environment, configuration, market, startAt, signals } = plan
  for (const line of plan.told) onProgress?.(line)
  const { venue, paperBalance } = configuration
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
  const held = opened.move()
  return { stack, aws, exchange, webhook, played: play(), close: () => held.disposeAsync() }
}

/**
 * Adds the answers that a deploy demands for real money, though none is at stake here: on mails for alarms, on
 * loosened settings, and on the address from which live asks Binance.
 */
function synthesizedWith(venue: Venue, { environment, choices }: ReturnType<typeof withWebhook>) {
  if (venue === 'paper') return { environment, choices }
  return {
    environment: { QT_ALARM_EMAIL: 'none', ...environment },
    choices: { ...choices, accept: 'loosened,address', ...(venue === 'live' && { egress: 'fixed' }) },
  }
}

/** As in `-c rule`. */
const asChoice = ({ candleMs = 60_000, ...rule }: RsiRule, symbols: readonly string[]): string =>
  JSON.stringify({ symbols, ...rule, interval: nameOfInterval(candleMs) })
