import { moveInTodaysWords } from '#decisions/former-words.ts'
import type { ProtectionEvents } from '#domain/events/protecting.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { price } from '../../../terminal/amounts.ts'
import { paint } from '../../../terminal/colours.ts'
import { doubtText, moveText, stance } from '../move-text.ts'
import { answered, at, gained, type Sentences, said, type Told } from './words.ts'

const improvements: Readonly<Record<ProtectionEvents['invariant-broken']['refused'], string>> = {
  'raise-stop': 'moving the stop',
  'reach-tier': 'counting the tier as reached',
  resize: 'counting what is open',
  offer: 'offering the take-profit',
  bank: 'taking the profit',
  funding: 'counting the funding',
  result: 'counting the result',
}

const ruleNames: Readonly<Record<keyof SymbolRules, string>> = {
  symbol: 'symbol',
  contractType: 'contract',
  status: 'status',
  quoteAsset: 'quote asset',
  marginAsset: 'margin asset',
  deliveryDate: 'delivery',
  tickSize: 'tick',
  stepSize: 'step',
  minQuantity: 'least quantity',
  maxQuantity: 'most quantity',
  marketStepSize: 'step at market',
  marketMinQuantity: 'least quantity at market',
  marketMaxQuantity: 'most quantity at market',
  minNotional: 'least notional',
}

const otherRules = ({ from = {}, to = {} }: Told<ProtectionEvents['rules-changed']>): string =>
  (Object.keys(to) as (keyof SymbolRules)[])
    .map(rule => `${ruleNames[rule] ?? rule} ${said(from[rule])} → ${said(to[rule])}`)
    .join(', ')

const mark = (value: string | undefined): string => (value === 'none' ? 'none' : at(value))

const touch = (seen: Told<ProtectionEvents['mark-doubted']>['touch']): string =>
  typeof seen === 'object' ? ` (bid ${price(seen.bid)}, ask ${price(seen.ask)})` : ''

export const protecting = {
  'stop-sent': it =>
    `${it.restores ? 'no stop stood: ' : ''}sent ${said(it.order)} stop ${said(it.type)} at ${at(it.triggerPrice)} ${answered(it)}`,
  'stop-rescued': it => `the watch sent the missing stop ${said(it.clientId)} ${answered(it)}`,
  'stop-raised': it =>
    `the stop is to move from ${at(it.from)} to ${at(it.to)}, tier ${said(it.tier)} (mark ${at(it.mark)})`,
  'raise-refused': it =>
    `the exchange accepted no stop at ${at(it.from)}: the one at ${at(it.to)} stays, and the next raise starts from it`,
  'tier-reached': it => `tier ${said(it.tier)} reached (mark ${at(it.mark)})`,
  'quantity-changed': it => `open quantity ${said(it.from)} → ${said(it.to)}`,
  'order-not-shown': it => `${said(it.clientId)} is acknowledged but not shown yet; the book is read again`,
  'order-cancelled': it => `cancelled ${said(it.clientId)}: ${said(it.because)} ${answered(it)}`,
  'algo-reduce-only-refused': it =>
    `the exchange accepts no reduce-only algo orders (${said(it.code)}): the primary stands alone`,
  'protection-unfinished': it =>
    `this look did not finish protecting; it last decided ${it.move ? moveText(moveInTodaysWords(it.move)) : '?'}; the next look continues`,
  'improvement-waits': it =>
    `${it.what ? (improvements[it.what] ?? it.what) : '?'} waits for the next tick: ${said(it.because)}`,
  'invariant-broken': it =>
    paint.red(
      `${it.refused ? (improvements[it.refused] ?? it.refused) : '?'} was refused, ${said(it.invariant)}: expected ${said(it.expected)}, found ${said(it.found)}`,
    ),
  'rules-changed': it =>
    `the symbol's rules have changed: ${otherRules(it)}; orders keep to the new ones from now on`,
  'mark-doubted': it =>
    `the mark ${mark(it.mark)} is not believed: ${it.why ? doubtText(it.why) : '?'}${touch(it.touch)}`,
  'mark-believed': it => `the mark ${mark(it.mark)} is believed again${touch(it.touch)}`,
  'funding-read': it => `funding since the entry ${gained(it.funding)}`,
  'sentiment-changed': it =>
    `the latest signal ${it.sentiment ? (stance[it.sentiment] ?? it.sentiment) : '?'}; the ${said(it.side)} stays open`,
} satisfies Sentences<ProtectionEvents>
