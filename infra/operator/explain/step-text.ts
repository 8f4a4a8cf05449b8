import { isDecision } from '#decisions/replay.ts'
import type { Result } from '#domain/position.ts'
import type { StoredEntry } from '#ports/state.ts'
import { percent, price, signed } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { lacking } from '../report/lacking.ts'
import { decisionText } from './decision-text.ts'

type Text = (entry: StoredEntry) => string

const said = (value: unknown) => String(value ?? '?')
const at = (value: unknown) => (value === undefined ? '?' : price(String(value)))
/** What the exchange answered. */
const answered = ({ outcome, code, message }: StoredEntry) =>
  outcome === 'accepted'
    ? paint.green('→ accepted')
    : paint.red(
        `→ ${said(outcome)}${code === undefined ? '' : ` ${said(code)}`}${message ? `, ${said(message)}` : ''}`,
      )

const money = (it: StoredEntry) =>
  `at ${at(it.exitPrice)} by ${said(it.reason)}: net ${signed(String(it.netPnl))} (gross ${signed(String(it.grossPnl))}, fees ${at(it.fees)}, funding ${at(it.funding)})`

/** Each kind of step as a person reads it; a kind that is not here is shown as it is. */
const texts: Readonly<Record<string, Text>> = {
  'entry-refused': it =>
    `sent entry ${said(it.side)} ${said(it.quantity)} at ${at(it.price)} ${paint.red('→ refused')} ${said(it.code)}, ${said(it.message)}`,
  'entry-accepted': it =>
    `sent entry ${said(it.side)} ${said(it.quantity)} at ${at(it.price)} → ${said(it.status)}, filled ${said(it.filled)}`,
  'entry-unresolved': it =>
    `sent entry ${said(it.side)} ${said(it.quantity)} at ${at(it.price)} → no answer (${said(it.message)}); it is looked for`,
  'entry-abandoned': it => `given up: ${said(it.reason)}, ${said(it.detail)}`,
  'entry-filled': it =>
    `filled ${said(it.side)} ${said(it.quantity)} at ${at(it.entryPrice)}, ${said(it.leverage)}x, fees ${at(it.fees)}; first stop at ${at(it.stop)} → ${said(it.stopOutcome)}`,
  adopted: it =>
    `taken over: ${said(it.side)} ${said(it.quantity)}${it.was ? `, it was ${said(it.was)}` : ''}`,
  'stop-sent': it => `sent ${said(it.order)} stop ${said(it.type)} at ${at(it.triggerPrice)} ${answered(it)}`,
  'stop-rescued': it => `the watch sent the missing stop ${said(it.clientId)} ${answered(it)}`,
  'stop-raised': it =>
    `the stop is to move from ${at(it.from)} to ${at(it.to)}, tier ${said(it.tier)} (mark ${at(it.mark)})`,
  'raise-refused': it =>
    `the exchange took no stop at ${at(it.from)}: the one at ${at(it.to)} stands on, and is what the next raise begins from`,
  'rules-changed': it =>
    `the symbol has other rules: ${JSON.stringify(it.from)} → ${JSON.stringify(it.to)}; what is sent from now on keeps to them`,
  'tier-reached': it => `tier ${said(it.tier)} reached (mark ${at(it.mark)})`,
  'quantity-changed': it => `open quantity ${said(it.from)} → ${said(it.to)}`,
  'order-not-shown': it => `${said(it.clientId)} is acknowledged but not shown yet; the book is read again`,
  'order-cancelled': it => `cancelled ${said(it.clientId)}: ${said(it.because)} ${answered(it)}`,
  'take-profit-sent': it =>
    `sent take-profit ${said(it.quantity)} at ${at(it.triggerPrice)}, tier ${said(it.tier)} ${answered(it)}`,
  'take-profit-traced': it =>
    `take-profit ${said(it.clientId)} is ${said(it.status)}${it.filled ? `, filled ${said(it.filled)}` : ''}`,
  'profit-banked': it => `sold ${said(it.quantity)} at market, mark ${at(it.mark)} ${answered(it)}`,
  'sentiment-changed': it => `signals now say ${said(it.sentiment)} against the open ${said(it.side)}`,
  'algo-reduce-only-refused': it =>
    `the exchange takes no reduce-only algo orders (${said(it.code)}): the primary stands alone`,
  'protection-unfinished': it =>
    `protection is not finished, the next look goes on: ${JSON.stringify(it.move)}`,
  'close-decided': it =>
    `to be closed: ${said(it.reason)} at ${percent(String(it.marginPnl ?? 0))} of margin, mark ${at(it.mark)}`,
  closing: it => `closing begins: ${said(it.reason)}`,
  'close-sent': it => `sent close ${said(it.side)} ${said(it.quantity)} at market ${answered(it)}`,
  cancelling: it => `cancels ${said(it.type)} ${said(it.clientId)}`,
  'books-empty': () => 'both books read empty',
  closed: it =>
    it.provisional
      ? `closed by ${said(it.reason)}; its result is not known yet: ${lacking(it as Pick<Result, 'provisional'>)}`
      : `closed ${money(it)}`,
  'result-known': it => `history shows all of it now: closed ${money(it)}`,
  'result-not-known': () => 'history does not show what it came to; an operator has to say it',
  'result-told': it => `the ${said(it.by)} said what it came to: net ${signed(String(it.netPnl))}`,
}

/** One step of a position's story: what was seen, decided, sent or answered. */
export function stepText(entry: StoredEntry): string {
  if (isDecision(entry)) return decisionText(entry)
  const known = texts[entry.event]
  if (known) return known(entry)
  const { at: _, event, ...details } = entry
  return `${event} ${JSON.stringify(details)}`
}
