import type { LineName } from '#domain/events/log.ts'
import type { CloseReason } from '#domain/position.ts'
import { printableJson } from '#domain/printable.ts'
import type { Sentiment } from '#domain/sentiment.ts'
import { exitOf } from '#figures/exit.ts'
import { averagePrice } from '../../../terminal/amounts.ts'
import { paint } from '../../../terminal/colours.ts'
import type { LogLine } from '../../audit/observed.ts'

type Text = (line: LogLine) => string | undefined

const signed = (value: unknown): string => {
  const text = `${Number(value) >= 0 ? '+' : ''}${Number(value).toFixed(2)}`
  return Number(value) >= 0 ? paint.green(text) : paint.red(text)
}
const short = (value: unknown): string => averagePrice(String(Number(value)))
const outcome = ({ outcome, code }: LogLine) =>
  outcome === 'accepted' ? '' : ` ${paint.red(`${outcome} ${code ?? ''}`)}`

const money = ({ grossPnl, fees }: LogLine) =>
  ` (gross ${Number(grossPnl).toFixed(2)}, fees ${Number(fees).toFixed(2)})`

/** The gate judges first, the executor again before it acts; the words show which of them rejected the signal. */
const refusedBy = ({ service, action }: LogLine) => {
  if (!String(service).endsWith('-executor')) return 'rejected'
  return action === 'CLOSE' ? 'closes nothing' : 'is not entered'
}

/** A CLOSE needs none, so its own says nothing. */
const confidence = ({ action, confidence }: LogLine) =>
  confidence === undefined || action === 'CLOSE' ? '' : ` (${confidence})`

const closedBy = ({ reason, tier }: LogLine) => exitOf(reason as CloseReason, Number(tier))

/** Intermediate steps, and steps that a rejected signal or a failed look already implies; the journal has them. */
type Quiet =
  | 'entry-accepted'
  | 'entry-refused'
  | 'entry-abandoned'
  | 'order-not-shown'
  | 'order-cancelled'
  | 'algo-reduce-only-refused'
  | 'improvement-waits'
  | 'mark-believed'
  | 'funding-read'
  | 'take-profit-refused'
  | 'stop-refused'
  | 'closing'
  | 'cancelling'
  | 'books-empty'
  | 'result-told'
  | 'close-waits'
  | 'look-waits'
  | 'close-put-off'
  | 'slot-settled'
  | 'risk-changed'
  | 'looks-between-ticks'
  | 'wake-left-to-tick'
  | 'row-unread'
  | 'command-carried'
  | 'credentials-changed'
  | 'notification-told'
  | 'notification-waits'
  | 'sentinel-listens'
  | 'sentinel-hands-over'
  | 'sentinel-ends'
  | 'stream-held'
  | 'stream-troubled'
  | 'stream-unread'

/** Opposing signals on an open position, except a signal for the other side. */
const opposing: Partial<Record<Sentiment, string>> = { HOLD: 'HOLD', against: 'a sentiment against it' }

/** Requests for a close, except CLOSE. */
const closings: Partial<Record<CloseReason, string>> = {
  opposite: 'a signal for the other side',
  flip: 'a signal for the other side, to be entered once it is flat,',
}

/** What the operator reads of each event; a new one does not compile until it is shown or quiet. */
const texts: Readonly<Record<Exclude<LineName, Quiet>, Text>> = {
  'signal-accepted': line => `signal ${line.action} from ${line.source}${confidence(line)} passed the gate`,
  'signal-refused': line =>
    paint.dim(
      `signal ${line.action ?? ''} from ${line.source} ${refusedBy(line)}: ${line.reason}, ${line.detail}`,
    ),
  'signal-invalid': line =>
    paint.yellow(`message rejected: ${line.reason}, ${[line.problems].flat().join('; ')}`),
  'webhook-refused': line =>
    paint.yellow(
      `request to the webhook of ${line.source} rejected: ${line.reason}, ${[line.problems ?? line.address].flat().join('; ')}`,
    ),
  'rule-spoke': line =>
    `the rule signals ${line.action} ${line.symbol} with ${line.confidence} (RSI ${line.rsi})`,
  woken: line => `heard at once: ${line.cause}, looked at after ${line.afterMs} ms`,
  'stream-lost': line => paint.yellow(`the sentinel lost the stream of ${line.line}: ${line.why}`),
  'entry-filled': line =>
    `${paint.bold(
      `${line.side} ${line.quantity} at ${short(line.entryPrice)}, ${line.leverage}x, stop ${short(line.stop)}`,
    )} (${line.source}, ${line.positionId})`,
  'entry-unresolved': () => paint.yellow('entry unresolved; looking it up'),
  'stop-sent': line =>
    line.outcome === 'accepted'
      ? undefined
      : `${line.order} stop at ${short(line.triggerPrice)}${outcome(line)}`,
  'stop-raised': line => `stop moves from ${short(line.from)} to ${short(line.to)}, tier ${line.tier}`,
  'tier-reached': line => `tier ${line.tier}`,
  'quantity-changed': line => `open quantity ${short(line.from)} → ${short(line.to)}`,
  'take-profit-sent': line =>
    `take-profit ${short(line.quantity)} at ${short(line.triggerPrice)}${outcome(line)}`,
  // Before the quantity that it leaves is told; one that was cancelled unfilled says nothing.
  'take-profit-traced': ({ filled }) =>
    Number(filled) > 0 ? paint.green(`take-profit filled ${short(filled)}`) : undefined,
  'profit-banked': line =>
    paint.green(`banked ${short(line.quantity)} at market near ${short(line.mark)}${outcome(line)}`),
  'protection-unfinished': () => paint.yellow('not fully protected in this look; the next one continues'),
  'raise-refused': line =>
    paint.yellow(`stop at ${short(line.from)} not accepted: the one at ${short(line.to)} stays`),
  'invariant-broken': line =>
    paint.red(
      `${line.refused} refused, ${line.invariant}: expected ${String(line.expected)}, found ${String(line.found)}`,
    ),
  'rules-changed': () => paint.yellow("the symbol's rules have changed"),
  'mark-doubted': line => paint.yellow(`the mark ${line.mark} is not believed: ${line.why}`),
  'sentiment-changed': line =>
    paint.yellow(
      `opposing signal: ${opposing[line.sentiment as Sentiment] ?? 'the other side'} on the open ${line.side}`,
    ),
  'close-decided': line =>
    paint.red(`to be closed: ${line.reason} at ${(Number(line.marginPnl) * 100).toFixed(2)} % of margin`),
  'close-requested': line => `${closings[line.reason as CloseReason] ?? 'CLOSE'} from ${line.source}`,
  'flip-follows': line => paint.yellow(`flat; next ${line.signalId} is entered ${line.side}`),
  'stop-rescued': () => paint.yellow('stop placed by the watch'),
  'rescued-by-exit': line => paint.red(`no stop can stand (${line.reason}): closing ${short(line.quantity)}`),
  'leverage-lowered': line => paint.yellow(`leverage lowered from ${line.from}x to ${line.to}x`),
  adopted: () => paint.yellow('taken over: it was unmanaged'),
  'close-withdrawn': line => paint.yellow(`not closed: ${short(line.open)} is open again`),
  'entries-resumed': () => 'entries resumed',
  'slot-taken-back': () => paint.yellow('its lost slot is restored'),
  'record-lost': () => paint.red('a slot without a record is released'),
  'adoption-collides': () => paint.red('not taken over: its id belongs to another position'),
  'other-order-cancelled': line => paint.yellow(`order ${line.clientId} of another client cancelled`),
  'order-swept': line => paint.yellow(`late order ${line.clientId} swept`),
  'close-sent': line => `closing ${short(line.quantity)} at market${outcome(line)}`,
  closed: line =>
    `${paint.bold(
      line.provisional
        ? `closed by ${closedBy(line)}, tier ${line.tier}; its result is not known yet`
        : `closed at ${short(line.exitPrice)} by ${closedBy(line)}, tier ${line.tier}: net ${signed(line.netPnl)} USDT`,
    )}${line.provisional ? '' : money(line)}`,
  'result-known': line => `its result is known: net ${signed(line.netPnl)} USDT${money(line)}`,
  'result-not-known': () => paint.red('history does not show its result; see qt settle'),
  'unmanaged-position': line =>
    paint.yellow(`unmanaged ${line.side} ${line.quantity}: not touched, entries blocked`),
  'entries-locked': line => paint.yellow(`entries locked, until ${line.until}: ${line.why}`),
  'entries-halted': line => paint.red(`entries halted by ${line.by}: ${line.why}`),
  'notification-given-up': line => paint.yellow(`not delivered to ${line.channel}: ${line.why}`),
  'paper-rows-unread': line =>
    paint.yellow(`unreadable rules from Binance: ${[line.problems].flat().join('; ')}`),
  'credentials-refused': () => paint.yellow('the exchange rejected the API key; the key is read again'),
}

const textOf = (event = ''): Text | undefined =>
  Object.hasOwn(texts, event) ? texts[event as keyof typeof texts] : undefined

/** Indent of the second and later lines of a wrapped event: as wide as time and symbol. */
export const eventIndent = ' '.repeat(20)

/** One event as one line; undefined for events that only the journal needs. Text from strangers cannot colour it. */
export function eventLine(told: LogLine): string | undefined {
  const line = JSON.parse(printableJson(told)) as LogLine
  const error = line.level === 'ERROR' || line.level === 'CRITICAL'
  const text = textOf(line.message)?.(line) ?? (error ? paint.red(failureOf(line)) : undefined)
  if (text === undefined) return undefined
  const time = new Date(line.at ?? 0).toISOString().slice(11, 19)
  return `${paint.dim(time)}  ${(line.symbol ?? '').padEnd(9)} ${text}`
}

function failureOf({ message, error }: LogLine): string {
  const { name, message: why } = (error ?? {}) as { readonly name?: string; readonly message?: string }
  return `${message}: ${name ?? 'error'}, ${why ?? ''}`
}
