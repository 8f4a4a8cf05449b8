import type { ActionAsked } from '../../shown/action.ts'

/** The dialog's title. */
export function titleOf(asked: ActionAsked): string {
  switch (asked.action) {
    case 'close':
      return `Close ${asked.symbol}?`
    case 'flatten':
      return 'Close every position?'
    case 'halt':
      return 'Halt entries?'
    case 'resume':
      return 'Allow entries again?'
    case 'cancel':
      return asked.symbol === undefined ? 'Cancel open orders?' : `Cancel open orders of ${asked.symbol}?`
    default:
      return asked satisfies never
  }
}

/** Label of the button that acts: never only "OK". */
export function verbOf(asked: ActionAsked): string {
  switch (asked.action) {
    case 'close':
      return `Close ${asked.symbol} at market`
    case 'flatten':
      return asked.halt ? 'Halt, and close everything' : 'Close everything at market'
    case 'halt':
      return 'Halt entries'
    case 'resume':
      return 'Allow entries again'
    case 'cancel':
      return asked.andClose ? 'Close, and cancel orders' : 'Cancel orders'
    default:
      return asked satisfies never
  }
}
