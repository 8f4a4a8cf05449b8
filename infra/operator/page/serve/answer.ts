import type { ServerResponse } from 'node:http'
import { printableJson } from '#domain/printable.ts'
import type { Refused } from '../shown/action.ts'

/**
 * Headers of every answer: nothing loads from elsewhere, no script or style is inline, no other page frames this one,
 * and nothing is cached or passed to other sites.
 */
export const guarding: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** An answer to a request. */
export interface Reply {
  readonly status: number
  readonly body: string | Buffer
  readonly headers: Readonly<Record<string, string>>
}

export const replyOf = (
  status: number,
  body: Reply['body'],
  type: string,
  headers: Reply['headers'] = {},
): Reply => ({ status, body, headers: { 'content-type': type, ...headers } })

export const jsonReply = (status: number, text: string): Reply =>
  replyOf(status, text, 'application/json; charset=utf-8')

/** A refusal as JSON, for the page and scripts. */
export const refusal = (status: number, refused: Refused): Reply => jsonReply(status, printableJson(refused))

/** A refusal as text, for a reader who opened a page. */
export const plainRefusal = (status: number, text: string): Reply =>
  replyOf(status, `${text}\n`, 'text/plain; charset=utf-8')

export function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { ...guarding, ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

/** The request cannot be answered. */
export class Unanswerable extends Error {
  readonly status: number
  readonly todo: string | undefined
  constructor(status: number, message: string, todo?: string) {
    super(message)
    this.status = status
    this.todo = todo
  }
}
