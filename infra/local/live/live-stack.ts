import { randomBytes } from 'node:crypto'
import type { Pace } from '#domain/latency.ts'
import type { Configuration } from '#ports/configuration.ts'
import { ConfigurationError, loadConfiguration, toEnvironment } from '#settings/configuration.ts'
import { nameOfInterval } from '#strategy/intervals.ts'
import type { RsiRule } from '#strategy/rule.ts'
import { createState } from '#table/state.ts'
import { metricsLateMs } from '../alarms/evaluator.ts'
import { freeFile, type LocalConnection, writeConnection } from '../runner/connection-file.ts'
import { channelTo, openReceiver } from '../runner/local-notify.ts'
import { type LocalWebhook, openWebhook, withWebhook } from '../runner/local-webhook.ts'
import { openToOperator } from '../runner/operator-door.ts'
import { type LocalStack, startLocalStack } from '../runner/stack.ts'
import type { LocalStackOptions } from '../runner/stack-options.ts'
import { systemWall, type Wall } from '../runner/wall-pacer.ts'
import { openKeptRun } from './kept-run.ts'
import { lineThere } from './line-there.ts'
import { createPriceLine, type PriceLine } from './price-line.ts'

export interface LiveOptions
  extends Pick<LocalStackOptions, 'pace' | 'onLog' | 'onAnswer' | 'onLeap' | 'assembly'> {
  /** Settings (`QT_…`) that differ from their defaults. */
  readonly environment: Readonly<Record<string, string>>
  /** The connection file, by which other processes find this stack. */
  readonly file: string
  /** Folder of its state. */
  readonly folder: string
  /** Starts afresh and sets an existing state aside. */
  readonly reset?: boolean
  /** Makes its own signals for the symbols of `QT_SYMBOLS`, as a deployed rule does. */
  readonly rule?: RsiRule
  readonly pace?: Pace
  /** Where notifications go: a webhook, or an ntfy topic. */
  readonly notify?: string
  /** A line for the operator. */
  readonly tell: (line: string) => void
  /** Defaults to this machine's clock. */
  readonly wall?: Wall
  /** Another address with the same prices as Binance. */
  readonly pricesUrl?: string
}

/** A stack that trades on paper at today's prices. */
export interface LiveStack {
  readonly stack: LocalStack
  readonly configuration: Configuration
  readonly aws: LocalConnection['aws']
  readonly webhook: LocalWebhook | undefined
  readonly prices: PriceLine
  /** Closes it; false if its last changes are not saved. */
  close(): Promise<boolean>
}

/** Signals are judged by their age to the second. */
const mostAheadMs = 1_000

/**
 * Starts the synthesized paper stack, which asks Binance's public endpoints for prices as on AWS, and keeps it until
 * closed. Throws `NoPrices` if there are none, `FileUnusable` if the connection cannot be in that file, `FolderInUse`,
 * `OtherSettings` and `StateDamaged` if it cannot continue the state, `ConfigurationError` and `Unsynthesized`.
 */
export async function holdLiveStack(options: LiveOptions): Promise<LiveStack> {
  const { environment, file, tell, wall = systemWall, pricesUrl, folder, reset = false, notify } = options
  const configuration = paperConfiguration(environment)
  const rule = ruleChoice(options.rule, configuration)
  await freeFile(file)
  const opened = new AsyncDisposableStack()
  try {
    const kept = openKeptRun({ folder, reset, tell, said: { ...toEnvironment(environment), ...rule } })
    opened.defer(kept.close)
    sayWhatTimeItIs((await lineThere(wall.now, pricesUrl)).aheadMs, tell)
    const prices = createPriceLine({ wall, tell, ...(pricesUrl !== undefined && { url: pricesUrl }) })
    tell('Synthesizing the paper stacks …')
    const { pace, onLog, onAnswer, onLeap, assembly } = options
    const { keeping } = kept
    const synthesized = withWebhook(environment)
    const stack = opened.adopt(
      await startLocalStack({
        ...{ startAt: wall.now(), speed: 1, wall, prices, keeping, alarms: [metricsLateMs] },
        environment: synthesized.environment,
        choices: {
          ...synthesized.choices,
          ...rule,
          ...(notify !== undefined && { notify: channelTo(notify) }),
        },
        run: randomBytes(4).toString('hex'),
        onLeap(from, to) {
          tell(leapText(from, to))
          onLeap?.(from, to)
        },
        ...(pace && { pace }),
        ...(onLog && { onLog }),
        ...(onAnswer && { onAnswer }),
        ...(assembly !== undefined && { assembly }),
      }),
      it => it.close(),
    )
    const { clock, documents, table, outputs } = stack
    const webhook = openWebhook(stack)
    if (notify !== undefined) tell(openReceiver(stack, notify))
    await createState({ documents, table, clock }).account.open('paper', configuration.killSwitch)
    const { aws, clockUrl } = opened.adopt(await openToOperator(stack, prices), it => it.close())
    opened.defer(writeConnection(file, { v: 1, outputs, aws, clockUrl, pricesUrl: clockUrl }))
    await kept.follow(stack.cut)
    // The last save precedes closing anything.
    opened.defer(kept.close)
    const held = opened.move()
    async function close(): Promise<boolean> {
      await held.disposeAsync()
      return kept.isSaved()
    }
    return { stack, configuration, aws, webhook, prices, close }
  } finally {
    await opened.disposeAsync()
  }
}

function paperConfiguration(environment: LiveOptions['environment']): Configuration {
  const configuration = loadConfiguration(environment)
  if (configuration.venue === 'paper') return configuration
  throw new ConfigurationError([
    `QT_PAPER_TRADING and STAGING_MODE choose the ${configuration.venue} venue; expected paper, the only venue for today's prices on this machine: unset both`,
  ])
}

/** As in `-c rule`. */
function ruleChoice(rule: RsiRule | undefined, { symbols }: Configuration): { readonly rule?: string } {
  if (!rule) return {}
  if (!symbols)
    throw new ConfigurationError([
      'QT_SYMBOLS: expected the symbols that --rule makes signals for, as in QT_SYMBOLS=BTCUSDT,ETHUSDT; got none',
    ])
  const { candleMs = 60_000, ...numbers } = rule
  return { rule: JSON.stringify({ symbols, ...numbers, interval: nameOfInterval(candleMs) }) }
}

function sayWhatTimeItIs(aheadMs: number, tell: (line: string) => void): void {
  if (Math.abs(aheadMs) <= mostAheadMs) return
  const which = aheadMs > 0 ? 'behind' : 'ahead of'
  tell(
    `This machine's clock is ${Math.abs(Math.round(aheadMs / 100) / 10)} s ${which} Binance's: set it, or signals look ${aheadMs > 0 ? 'younger' : 'older'} than they are.`,
  )
}

/** Told to the operator after the machine slept. */
const leapText = (from: number, to: number): string =>
  `This machine slept, or could not keep up, from ${timeOf(from)} for ${Math.round((to - from) / 1000)} s; the run now catches up with the market.`

export const timeOf = (at: number) => `${new Date(at).toISOString().slice(11, 19)} UTC`
