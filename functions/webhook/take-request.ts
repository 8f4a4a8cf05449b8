import { largestSignal } from '#domain/messages.ts'
import { settingsOf } from '#domain/sources.ts'
import type { Clock } from '#ports/clock.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Queue } from '#ports/queue.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import { parseSignal } from '#signals/parse-signal.ts'
import { isFrom } from './from.ts'
import { identified, withTime } from './identified.ts'
import { asJson, type ReadMessage, readMessage } from './message.ts'
import type { WebhookRequest } from './request.ts'
import type { TokenKeeper } from './token-keeper.ts'

export interface WebhookContext {
  readonly clock: Clock
  readonly configuration: Pick<Configuration, 'sources'>
  readonly telemetry: Telemetry
  readonly tokens: TokenKeeper
  readonly signals: Queue
}

/** What the sender is told. */
export type WebhookAnswer =
  | { readonly status: 202; readonly id: string }
  | { readonly status: 400 | 413; readonly problems: readonly string[] }
  /** Gives no hint of what was wrong with the token. */
  | { readonly status: 401 }

/**
 * Takes one request: checks who sent it and whether it can be a signal. If so, puts it into the signal queue,
 * where the gate judges it like any other. Throws when either step fails; the sender may then send the same
 * again.
 */
export async function takeRequest(context: WebhookContext, request: WebhookRequest): Promise<WebhookAnswer> {
  const { source, address, body } = request
  if (body.byteLength > largestSignal) {
    context.telemetry.warn('webhook-refused', { source, address, reason: 'size' })
    return tooLarge(body.byteLength)
  }
  const message = readMessage(request)
  const token = request.token ?? ('fields' in message ? message.token : undefined)
  const stranger = await strangerIn(context, request, token)
  if (stranger) {
    context.telemetry.warn('webhook-refused', { source, address, reason: stranger })
    context.telemetry.count('TokenRefused')
    return { status: 401 }
  }
  return takeMessage(context, request, message, token ?? '')
}

async function strangerIn(
  { configuration: { sources }, tokens }: WebhookContext,
  { source, address }: WebhookRequest,
  token: string | undefined,
): Promise<'token' | 'address' | undefined> {
  if (!isFrom(settingsOf(sources, source).addresses, address)) return 'address'
  return token !== undefined && (await tokens.opens(source, token)) ? undefined : 'token'
}

async function takeMessage(
  context: WebhookContext,
  { source, address }: WebhookRequest,
  message: ReadMessage,
  token: string,
): Promise<WebhookAnswer> {
  const refused = (problems: readonly string[], told: readonly string[] = problems): WebhookAnswer => {
    context.telemetry.warn('webhook-refused', { source, address, reason: 'invalid', problems: told })
    context.telemetry.count('SignalInvalid')
    return { status: 400, problems }
  }
  // A parser's error may quote part of the token: only the sender sees it.
  if ('problem' in message) return refused([message.problem], ['the message cannot be read'])
  if (asJson(message.fields).includes(token)) return refused([tokenElsewhere])
  const { sources } = context.configuration
  const said = parseSignal(asJson(message.fields), context.clock.now(), { sources, source })
  if (!said.valid) return refused(withTime(said.problems))
  const text = asJson(identified(source, { ...message.fields, source }, said.signal.id))
  if (Buffer.byteLength(text) > largestSignal) return tooLarge(Buffer.byteLength(text))
  // Parsed the way the gate will parse it.
  const parsed = parseSignal(text, context.clock.now(), { sources })
  if (!parsed.valid) return refused(parsed.problems)
  await context.signals.send(text)
  return { status: 202, id: parsed.signal.id }
}

const tokenElsewhere =
  'the message contains the token outside the field "secret": remove it there, because all other fields are stored'

function tooLarge(bytes: number): WebhookAnswer {
  return { status: 413, problems: [`expected a message of at most ${largestSignal} bytes, got ${bytes}`] }
}
