import { InvalidArgumentError } from 'commander'
import { dec } from '#domain/decimal.ts'
import { type Action, actions } from '#domain/signal.ts'
import { parseSymbol } from '#domain/symbol.ts'
import { venues } from '#ports/configuration.ts'
import { momentOf } from '#signals/times.ts'
import { labName } from '../stacks/lab/lab-name.ts'

// Parsers of the operator's arguments; commander reports what was wrong.

export const symbolGiven = (text: string): string => {
  const symbol = parseSymbol(text)
  if (!symbol) throw new InvalidArgumentError('Expected a symbol like ETHUSDT.')
  return symbol
}
export const symbolsGiven = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  symbolGiven(text),
]
/** Only deploy knows the lab: no other command has a deployment of that name. */
export const environmentGiven = (text: string): string => {
  if (text !== labName && !venues.some(venue => venue === text))
    throw new InvalidArgumentError(`Allowed choices are ${venues.join(', ')}.`)
  return text
}
export const actionGiven = (text: string): Action => {
  const action = actions.find(each => each === text.toUpperCase())
  if (!action) throw new InvalidArgumentError(`Expected one of ${actions.join(', ')}.`)
  return action
}
/** UTC unless it names a time zone. */
export const timeGiven = (text: string): number => {
  const at = momentOf(text)
  if (at === undefined)
    throw new InvalidArgumentError('Expected a time like 2025-02-03 or 2025-02-03T02:00:00Z.')
  return at
}
export const numberGiven = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('Expected a number.')
  return value
}
/** Refuses an empty value: a script's unset variable would otherwise mean another stack. */
export const textGiven = (text: string): string => {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a value, got an empty one.')
  if (text.startsWith('--')) throw new InvalidArgumentError('Expected a value, got another option.')
  return text
}
/** Money is decimal, so the text stays as it is. */
export const amountGiven = (text: string): string => {
  if (!/^[+-]?\d+(\.\d{1,8})?$/.test(text))
    throw new InvalidArgumentError('Expected an amount like -20.14, with 8 decimals at most.')
  return dec(text).toFixed(8)
}
export const balanceGiven = (text: string): string => {
  const amount = amountGiven(text)
  if (dec(amount).lte(0)) throw new InvalidArgumentError('Expected an amount above 0.')
  return amount
}
export const seedGiven = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 0 on.')
  return Number(text)
}
/** A pause longer than a timer's longest would be none: it would ask without end. */
const mostSeconds = 86_400

export const secondsGiven = (text: string): number => {
  const value = numberGiven(text)
  if (!(value >= 1 && value <= mostSeconds))
    throw new InvalidArgumentError(`Expected 1 to ${mostSeconds} seconds.`)
  return value
}
