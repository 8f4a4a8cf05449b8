import { hash } from 'node:crypto'
import { means, type Read } from './adapter.ts'
import { type Fields, saidAs } from './fields.ts'

/**
 * The webhook's id for a message without an id that counts, made from its source and everything it says, including its
 * time: a repeated message has the same id.
 */
export const webhookIdOf = (source: string, said: object): string =>
  `webhook-${hash('sha256', JSON.stringify([source, said]), 'hex').slice(0, 32)}`

/** If a shape's own `id` does not count, the webhook's does: it covers the whole message. */
export const readWebhookId = (fields: Fields): readonly Read[] =>
  saidAs(fields, ['id'])
    .filter(({ value }) => typeof value === 'string' && /^webhook-[0-9a-f]{32}$/.test(value))
    .slice(0, 1)
    .map(said => ({ field: 'id', said, reading: means(said.value) }))
