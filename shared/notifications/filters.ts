import type { Kind } from './kinds.ts'
import { toldSteps } from './tell-step.ts'

/** A pattern by which Lambda’s event source mapping filters the records of a table’s stream. */
export type Filter = Readonly<Record<string, unknown>>

/** Every move of every stop is such an event: they are read only if a channel wants them. */
const optional = { 'stop-raised': 'stop-moved' } as const satisfies Partial<Record<string, Kind>>

/**
 * The changes of the table that concern channels of these kinds: steps of journals, rejected signals, the account. A
 * mapping that filters by them invokes nothing for leases, holds, symbols or the paper venue.
 */
export function filtersFor(wanted: readonly Kind[]): readonly Filter[] {
  const steps = toldSteps.filter(
    step => !Object.hasOwn(optional, step) || wanted.includes(optional[step as keyof typeof optional]),
  )
  return [
    {
      eventName: ['INSERT'],
      dynamodb: { Keys: keys([{ prefix: 'POSITION#' }]), NewImage: body({ event: { S: steps } }) },
    },
    {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: keys([{ prefix: 'SIGNAL#' }]), NewImage: body({ verdict: { S: ['refused'] } }) },
    },
    { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: keys(['ACCOUNT']) } },
  ]
}

const keys = (pk: readonly unknown[]) => ({ pk: { S: pk } })
const body = (fields: Filter) => ({ body: { M: fields } })
