import { hash } from 'node:crypto'
import { means, type Read } from './adapter.ts'
import { type Fields, saidAs } from './fields.ts'

/**
 * The id of a message that has none that counts, made by the webhook of its source and all that it says, its time among
 * it: what is sent again has the same.
 */
export const webhookIdOf = (source: string, said: object): string =>
  `webhook-${hash('sha256', JSON.stringify([source, said]), 'hex').slice(0, 32)}`

/** Where a shape's own `id` does not count, the webhook's does: it is of the whole message. */
export const readWebhookId = (fields: Fields): readonly Read[] =>
  saidAs(fields, ['id'])
    .filter(({ value }) => typeof value === 'string' && /^webhook-[0-9a-f]{32}$/.test(value))
    .slice(0, 1)
    .map(said => ({ field: 'id', said, reading: means(said.value) }))
