import { inTodaysWords } from '#decisions/former-words.ts'
import type { AccountInputs, FoundInputs, SignalInputs, SymbolInputs } from '#decisions/record.ts'
import type { AdmissionAccount, AdmissionSettings, Moment, Refusal } from '#domain/admission.ts'
import type { CloseEvidence } from '#domain/close-reason.ts'
import type { EntryBasis, EntryPlan, EntryRefusal } from '#domain/entry-plan.ts'
import type { Decision, Rule } from '#domain/events/deciding.ts'
import type { BlindLook, Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import type { Rung } from '#domain/position.ts'
import { price, signed } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { counted } from '../../terminal/counted.ts'
import { span } from '../../terminal/time.ts'
import { moveText, stance } from './move-text.ts'

type Text = (inputs: string, outcome: string) => string

/** Each rule's inputs and decision in words. */
const texts: Readonly<Record<Rule, Text>> = {
  'admit-signal': (inputs, outcome) => {
    const { moment, signal, now } = JSON.parse(inputs) as SignalInputs
    return `${atMoment(moment)}saw ${signal.action} ${signal.symbol}${confidenceText(inputs)}, ${span(now - signal.at)} old; ${judged(outcome)}`
  },
  'admit-symbol': (inputs, outcome) => {
    const { moment, symbol, rules } = JSON.parse(inputs) as SymbolInputs
    return `${atMoment(moment)}saw ${symbol} ${rules ? `${rules.contractType} in status ${rules.status}` : 'nowhere on the exchange'}; ${judged(outcome)}`
  },
  'admit-account': (inputs, outcome) => {
    const { moment, signal, account, settings } = JSON.parse(inputs) as AccountInputs
    const slots = Object.keys(account.slots).length
    return `${atMoment(moment)}saw ${slots} of ${settings.maxPositions} slots taken, today's net ${signed(account.day.net)}, ${Object.keys(account.halts).length || 'no'} halts${tradesText(account, settings)}${ending(signal.symbol, { account, settings })}; ${judged(outcome)}`
  },
  'plan-entry': (inputs, outcome) =>
    planText(JSON.parse(inputs) as EntryBasis, JSON.parse(outcome) as EntryPlan | EntryRefusal),
  'plan-rungs': (_, outcome) =>
    `decided take-profits ${(JSON.parse(outcome) as Rung[]).map(rung => `${rung.quantity} at ${price(rung.triggerPrice)}`).join(', ')}`,
  'next-move': (inputs, outcome) =>
    `${seen((JSON.parse(inputs) as { readonly look: Look }).look)}; ${paint.bold(`decided ${moveText(JSON.parse(outcome) as Move)}`)}`,
  'adopted-stop': (inputs, outcome) => {
    const { entryPrice, markPrice } = JSON.parse(inputs) as FoundInputs
    return `saw it entered at ${price(entryPrice)}, mark ${markText(markPrice)}; ${paint.bold(`decided its stop ${price(JSON.parse(outcome))}`)}`
  },
  'close-reason': (inputs, outcome) => {
    const { decided, traded, order = 'not shown', trigger } = JSON.parse(inputs) as CloseEvidence
    const last = traded
      ? `the last closing order ${order}${trigger ? `, triggered by ${trigger}` : ''}`
      : 'no closing trade'
    return `saw ${last}, ${decided} decided before; ${paint.bold(`found it closed by ${JSON.parse(outcome)}`)}`
  },
}

const tradesText = ({ trades = [] }: AdmissionAccount, { protections = [] }: AdmissionSettings): string =>
  protections.length > 0
    ? `, ${trades.length} closed trades within reach of ${protections.map(({ method }) => method).join(', ')}`
    : ''

/** The opposite position that a signal met, if its source makes a signal do more than warn. */
function ending(symbol: string, { account, settings }: Pick<AccountInputs, 'account' | 'settings'>): string {
  const slot = account.slots[symbol]
  return slot && settings.opposite ? `, ${symbol} ${slot.side} (opposite signals ${settings.opposite})` : ''
}

/** A CLOSE needs no confidence, so its own is not shown. */
function confidenceText(inputs: string): string {
  const { signal, settings, closesFreely } = JSON.parse(inputs) as SignalInputs
  if (closesFreely) return ''
  const whose = signal.confidenceDefaulted ? ', the default of its source' : ''
  return ` of ${signal.confidence ?? 'no confidence'} (${settings.confidenceThreshold} needed${whose})`
}

/** The moments at which admission is asked. */
const moments: Readonly<Record<Moment, string>> = {
  gate: 'at the gate',
  executor: 'at the executor',
  send: 'before sending',
  resend: 'before sending again',
}

/** A moment of another release is shown by its name; decisions of 0.1.0 have none. */
const atMoment = (moment: Moment | undefined): string =>
  moment === undefined ? '' : `${moments[moment] ?? moment} `

/**
 * A recorded decision's inputs and result in words; a decision of a rule that this release lacks is shown as recorded.
 */
export function decisionText(decision: Decision): string {
  const { rule, inputs, outcome } = inTodaysWords(decision)
  return Object.hasOwn(texts, rule) ? texts[rule as Rule](inputs, outcome) : `${rule} ${inputs} → ${outcome}`
}

function judged(outcome: string): string {
  const refusal = JSON.parse(outcome) as Refusal | null
  return paint.bold(refusal ? `rejected: ${refusal.reason}, ${refusal.detail}` : 'passed')
}

function planText(
  { side, quote, freeBalance, requestedLeverage, rules }: EntryBasis,
  plan: EntryPlan | EntryRefusal,
): string {
  const decided = plan.planned
    ? `decided to ${side === 'long' ? `buy ${plan.quantity} up to` : `sell ${plan.quantity} down to`} ${price(plan.limitPrice)}, ${plan.leverage}x of ${requestedLeverage}x, stop ${price(plan.stopLevel)}${plan.capped ? ', less than the signal asks for: the settings cap it' : ''}`
    : `rejected: ${plan.reason}, ${plan.detail}`
  return `saw bid ${price(quote.bid)}, ask ${price(quote.ask)}, mark ${price(quote.mark)}, ${price(freeBalance)} ${rules.marginAsset} free; ${paint.bold(decided)}`
}

const seen = ({ quantity, markPrice, touch, orders, sentiment }: Look | BlindLook): string =>
  `saw ${quantity} open${markSeen(quantity, markPrice)}${touchText(touch)}, ${ordersText(orders)}${sentiment ? `, the latest signal ${stance[sentiment]}` : ''}`

/** The mark comes with the position: when flat there is none, and none is needed. */
const markSeen = (quantity: string, mark: string | undefined): string =>
  mark === undefined && Number(quantity) === 0 ? '' : `, mark ${markText(mark)}`

const markText = (mark: string | undefined): string => (mark === undefined ? 'unusable' : price(mark))

const touchText = (touch: Look['touch']): string => {
  if (typeof touch === 'object') return `, bid ${price(touch.bid)}, ask ${price(touch.ask)}`
  return touch === 'unreadable' ? ', bid and ask unreadable' : ''
}

const ordersText = (orders: (Look | BlindLook)['orders']): string =>
  orders === 'unknown' ? 'orders unknown' : orders.length === 0 ? 'no order' : counted(orders.length, 'order')
