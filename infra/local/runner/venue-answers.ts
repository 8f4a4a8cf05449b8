import { subscribe } from 'node:diagnostics_channel'
import { type Answered, answeredChannel } from '#paper/answered.ts'
import type { Asked } from '../audit/oracle/testimony.ts'

/** A request to the paper venue, without its caller. */
export type VenueAnswer = Omit<Asked, 'caller'>

/** Requests that the oracle needs; of their answers it needs only that they came. */
const read =
  /^(POST (order|algoOrder|leverage|marginType)|GET (account|symbolConfig|ticker\/\w+|premiumIndex|positionRisk))$/
const onlyAsked = 'GET openOrders'

/** A request and its answer as far as runs are judged by them; undefined if they are not. */
export function asVenueAnswer(asked: VenueAnswer): VenueAnswer | undefined {
  const { name, answer } = asked
  if (name === onlyAsked) return { ...asked, ...(answer && { answer: { ...answer, text: '' } }) }
  return read.test(name) ? asked : undefined
}

/** Reports the answers of the paper venue in this thread, as far as runs are judged by them. */
export function hearVenue(tell: (answer: VenueAnswer) => void): void {
  subscribe(answeredChannel, message => {
    const { method, path, params, sentAt, at, status, body } = message as Answered
    const name = `${method} ${path.replace(/^\/fapi\/v\d+\//, '')}`
    const text = read.test(name) ? JSON.stringify(body) : ''
    const judged = asVenueAnswer({ name, params, sentAt, answer: { at, status, text } })
    if (judged) tell(judged)
  })
}
