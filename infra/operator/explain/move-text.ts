import type { Move } from '#domain/move.ts'
import type { Doubt } from '#domain/position.ts'
import type { Sentiment } from '#domain/sentiment.ts'
import { percent, price } from '../../terminal/amounts.ts'

const doubts: Readonly<Record<Doubt, string>> = {
  'no-price': 'it cannot be a price',
  'touch-denies': 'bid and ask are elsewhere',
  'loss-unread': 'it shows a loss far off, and bid and ask could not be read',
  'profit-unread': 'it shows a profit far off, and bid and ask could not be read',
}

/** What the latest signal says about the open position. */
export const stance: Readonly<Record<Sentiment, string>> = {
  agrees: 'agrees with it',
  HOLD: 'is a HOLD',
  opposes: 'opposes it',
  against: 'has a sentiment against it',
}

/** Reasons not to believe a mark. */
export const doubtText = (why: Doubt): string => doubts[why] ?? why

/** The decided move in words; a move that only another release knows is shown as recorded. */
export function moveText(move: Move): string {
  switch (move.move) {
    case 'hold':
      return 'to hold'
    case 'touch':
      return 'to read bid and ask: the mark is far off'
    case 'doubt':
      return move.why === undefined
        ? 'to believe the mark again'
        : `to doubt the mark: ${doubtText(move.why)}`
    case 'settle':
      return 'that it is flat'
    case 'close':
      return `to close: ${move.reason} at ${percent(move.marginPnl)} of margin`
    case 'look':
      return `to look for ${move.for}`
    case 'raise-stop':
      return `to move the stop to ${price(move.level)}, tier ${move.tier}`
    case 'reach-tier':
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
      return `to take profit on ${move.quantity} at market, past take-profit ${move.rungs.join(', ')}`
    case 'note-sentiment':
      return `to note that the latest signal ${stance[move.sentiment]}`
    default:
      return `to ${JSON.stringify(move satisfies never)}`
  }
}
