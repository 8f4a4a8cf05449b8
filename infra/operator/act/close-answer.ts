import { signed } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { counted } from '../../terminal/counted.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { Closed } from './close.ts'

/** The exchange's state after closing. */
export function closeAnswer(closed: readonly Closed[]): Answer {
  const done = closed.every(each => each.done)
  const lines = closed.map(({ symbol, positionId, done, state, netPnl, asset = '', onTheExchange }) => {
    const exchange = `the exchange shows ${onTheExchange.open} open and ${counted(onTheExchange.orders, 'order')}`
    return done
      ? `${paint.green('closed')} ${symbol} (${positionId})${netPnl === undefined ? '' : `, net ${signed(netPnl)} ${asset}`.trimEnd()}; ${exchange}`
      : `${paint.red('not closed yet')} ${symbol} (${positionId}) is ${state}; ${exchange}`
  })
  if (!done) {
    lines.push(
      'Its stops still stand. close-cleanup goes on with the queue’s redeliveries and with each tick; look at `qt doctor` for its dead letters, or close on the exchange itself: the watch then settles it.',
    )
  }
  return { data: { closed }, text: lines.join('\n'), exitCode: done ? exitCodes.yes : exitCodes.no }
}
