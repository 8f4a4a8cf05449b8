import { createHmac } from 'node:crypto'
import { wordsOf } from '../words/words-of.ts'
import { byStatus, json } from './judge.ts'
import type { Speech } from './service.ts'

const prefix = 'whsec_'
/** The secret's size that the standard requires, in bytes. */
const [least, most] = [24, 64]

/**
 * Any receiver: the notification as JSON, its words as `text`, signed by Standard Webhooks
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md) so that its libraries
 * can verify it: HMAC-SHA256 over `id.timestamp.body`, the timestamp in seconds. A repeated delivery has the same
 * `webhook-id`.
 */
export const webhook: Speech<'webhook'> = {
  credential: `the secret that signs, ${prefix} and ${least} to ${most} random bytes in Base64; make one with: echo ${prefix}$(openssl rand -base64 32)`,
  problemWith: credential => {
    const bytes = keyOf(credential)
    if (!bytes) return `expected ${prefix} and Base64`
    return bytes.length < least || bytes.length > most
      ? `expected ${least} to ${most} bytes in Base64, got ${bytes.length}`
      : undefined
  },
  post({ url }, secret, notification, at) {
    const { headline, lines } = wordsOf(notification)
    const body = JSON.stringify({ ...notification, text: [headline, ...lines].join('\n') })
    const timestamp = String(Math.floor(at / 1_000))
    const signature = createHmac('sha256', keyOf(secret) ?? '')
      .update(`${notification.id}.${timestamp}.${body}`)
      .digest('base64')
    return {
      url,
      headers: {
        ...json,
        'webhook-id': notification.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
    }
  },
  judged: (reply, at) => byStatus(reply, at, undefined),
}

function keyOf(credential: string): Buffer | undefined {
  const text = credential.startsWith(prefix) ? credential.slice(prefix.length) : ''
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}
