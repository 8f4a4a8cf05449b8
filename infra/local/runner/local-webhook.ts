import { randomBytes } from 'node:crypto'
import type { Shape, Sources } from '#domain/sources.ts'
import { hashOfToken, noTokens, tokenOf, withToken } from '#domain/tokens.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { doorless } from '../../stacks/webhook-doors.ts'
import type { LocalStack } from './local-stack.ts'
import type { LocalStackOptions } from './stack-options.ts'

/** The source that may send if no setting names one. */
const usualSource = 'curl'

/**
 * Settings for the synthesis, with the webhook open to the sources that the settings name. If a source's name cannot
 * be part of an address, the webhook stays closed: a local run has other ways to get signals.
 */
export function withWebhook(
  environment: Readonly<Record<string, string>>,
): Required<Pick<LocalStackOptions, 'environment' | 'choices'>> {
  const { sources } = loadConfiguration(environment)
  const isUnsaid = Object.keys(sources).length === 0
  const said = isUnsaid ? { ...environment, QT_SOURCES: JSON.stringify({ [usualSource]: {} }) } : environment
  const isClosed = !isUnsaid && doorless(sources, '') !== undefined
  return { environment: said, choices: isClosed ? {} : { webhook: 'true' } }
}

/** How signals are sent over HTTP to a run on this machine. */
export interface LocalWebhook {
  /** The source's name follows it. */
  readonly url: string
  /** The sources that it accepts. */
  readonly sources: readonly string[]
  /** One token for all sources, valid for this run. */
  readonly token: string
  /** A command that sends a signal. */
  readonly curl: string
}

/** Where signals go, from which sources, the variables of the guides' commands, and a command that sends one. */
export const wayIn = ({ url, sources, token, curl }: LocalWebhook): string =>
  [
    `Signals over HTTP go to ${url}SOURCE, with this run's token. SOURCE may be ${sources.join(' or ')}; to name others, start with QT_SOURCES='{"my-model":{}}'.`,
    `  export WEBHOOK_URL=${url} TOKEN=${token}`,
    `  ${curl}`,
  ].join('\n')

/** The parts of a running stack that it needs. */
type Opened = Pick<LocalStack, 'outputs' | 'putSecret'> & { readonly clock: Pick<LocalStack['clock'], 'now'> }

/** Makes a token for every source. Undefined if the stack's webhook is closed. */
export function openWebhook(stack: Opened): LocalWebhook | undefined {
  const { WebhookUrl: url, Settings } = stack.outputs
  if (url === undefined) return undefined
  const { sources }: { readonly sources: Sources } = loadConfiguration(JSON.parse(Settings ?? '{}'))
  const token = tokenOf(randomBytes(32))
  const kept = { hash: hashOfToken(token), madeAt: stack.clock.now() }
  const tokens = Object.keys(sources).reduce((all, source) => withToken(all, source, kept), noTokens)
  stack.putSecret(JSON.stringify(tokens), 'WebhookTokensId')
  const [[first, { shape = 'own' }] = [usualSource, {}]] = Object.entries(sources)
  return { url, sources: Object.keys(sources), token, curl: curlTo(url, first, token, shape) }
}

/** A long of ETH at 5x in each shape; its time is added after it. */
const messages: Readonly<Record<Shape, string>> = {
  own: '"symbol":"ETHUSDT","action":"BUY","confidence":0.8,"leverage":5,"timestamp":',
  generic: '"symbol":"ETHUSDT","action":"BUY","confidence":0.8,"leverage":5,"timestamp":',
  tradingview: '"ticker":"ETHUSDT.P","action":"buy","confidence":0.8,"leverage":5,"timenow":',
  freqtrade:
    '"type":"entry","pair":"ETH/USDT:USDT","direction":"Long","confidence":0.8,"leverage":5,"open_date":',
}

/**
 * In lines that a terminal does not wrap, and in the shape that the source must use. The command asks for market
 * time, since signals are judged by it and a recorded market has another time than this machine.
 */
function curlTo(url: string, source: string, token: string, shape: Shape): string {
  const now = new URL('/now', url).href
  return [
    `curl -i ${url}${source} -H 'Authorization: Bearer ${token}'`,
    `-d '{${messages[shape]}'$(curl -s ${now})'}'`,
  ].join(' \\\n  ')
}
