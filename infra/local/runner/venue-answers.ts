import { subscribe } from 'node:diagnostics_channel'
import { type Answered, answeredChannel } from '#paper/answered.ts'
import type { Asked } from '../audit/oracle/testimony.ts'

/** A request to the paper venue, but for who made it. */
export type VenueAnswer = Omit<Asked, 'caller'>

/** What the oracle reads, and of which it needs no more than that it was asked. */
const read =
  /^(POST (order|algoOrder|leverage|marginType)|GET (account|symbolConfig|ticker\/\w+|premiumIndex|positionRisk))$/
const onlyAsked = 'GET openOrders'

/** Hears what the paper venue in this thread answers, as far as it is judged by. */
export function hearVenue(tell: (answer: VenueAnswer) => void): void {
  subscribe(answeredChannel, message => {
    const { method, path, params, sentAt, at, status, body } = message as Answered
    const name = `${method} ${path.replace(/^\/fapi\/v\d+\//, '')}`
    if (name !== onlyAsked && !read.test(name)) return
    const text = name === onlyAsked ? '' : JSON.stringify(body)
    tell({ name, params, sentAt, answer: { at, status, text } })
  })
}
