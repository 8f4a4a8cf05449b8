import type { EntryBasis, EntryPlan } from '#domain/entry.ts'
import type { Rung } from '#domain/position.ts'
import type { Look, Move } from '#domain/protection.ts'
import type { Decision } from '#protection/decisions.ts'
import { paint } from '../../local/show/colours.ts'
import { percent, price } from '../show/amounts.ts'

/** What was seen and what was decided from it, of a decision in the journal. */
export function decisionText({ rule, inputs, outcome }: Decision): string {
  switch (rule) {
    case 'plan-entry':
      return planText(JSON.parse(inputs) as EntryBasis, JSON.parse(outcome) as EntryPlan)
    case 'plan-rungs':
      return `decided take-profits ${(JSON.parse(outcome) as Rung[]).map(rung => `${rung.quantity} at ${price(rung.triggerPrice)}`).join(', ')}`
    case 'next-move':
      return `${seen((JSON.parse(inputs) as { readonly look: Look }).look)}; ${paint.bold(`decided ${moveText(JSON.parse(outcome) as Move)}`)}`
    default:
      return rule satisfies never
  }
}

const planText = ({ quote, freeBalance, requestedLeverage }: EntryBasis, plan: EntryPlan): string =>
  `saw bid ${price(quote.bid)}, ask ${price(quote.ask)}, mark ${price(quote.mark)}, ${price(freeBalance)} free; ${paint.bold(
    `decided ${plan.quantity} up to ${price(plan.limitPrice)}, ${plan.leverage}x of ${requestedLeverage}x, stop ${price(plan.stopLevel)}`,
  )}`

const seen = ({ quantity, markPrice, orders, sentiment }: Look): string =>
  `saw ${quantity} open, mark ${price(markPrice)}, ${orders.length === 0 ? 'no order' : `${orders.length} orders`}${sentiment ? `, signals ${sentiment}` : ''}`

function moveText(move: Move): string {
  switch (move.move) {
    case 'hold':
      return 'to hold'
    case 'settle':
      return 'that it is flat'
    case 'close':
      return `to close: ${move.reason} at ${percent(move.marginPnl)} of margin`
    case 'look':
      return `to look for ${move.for}`
    case 'raise':
      return `to move the stop to ${price(move.level)}, tier ${move.tier}`
    case 'rise':
      return `tier ${move.tier}, the stop stays`
    case 'resize':
      return `that ${move.quantity} is open`
    case 'place':
      return `to place the ${move.order} stop`
    case 'cancel':
      return `to cancel ${move.clientId}: ${move.because}`
    case 'offer':
      return `to offer take-profit ${move.rung}`
    case 'trace':
      return `to find out about take-profit ${move.rung}`
    case 'bank':
      return `to sell ${move.quantity} now, past take-profit ${move.rungs.join(', ')}`
    case 'feel':
      return `to note that signals say ${move.sentiment}`
    default:
      return move satisfies never
  }
}
