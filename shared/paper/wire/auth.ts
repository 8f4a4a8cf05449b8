import { createHmac, timingSafeEqual } from 'node:crypto'
import { Refusal, refuse } from '../refusal.ts'
import type { PaperSettings } from '../settings.ts'
import type { Params } from './params.ts'
import type { WireRequest } from './request.ts'

const DEFAULT_RECV_WINDOW_MS = 5000
const MAX_AHEAD_MS = 1000

/** Binance's keys, whatever kind of signature they use. */
const KEY_FORMAT = /^[A-Za-z0-9]{64}$/

/** The key alone: -2014 for text that cannot be a key, -2015 for another account's key. */
export function checkKey({ apiKey }: WireRequest, settings: PaperSettings): void {
  if (apiKey !== settings.apiKey) throw refuse(KEY_FORMAT.test(apiKey ?? '') ? -2015 : -2014)
}

/** Key and signature: -2014, -2015, -1102 or -1022. */
export function checkSignature(request: WireRequest, settings: PaperSettings): void {
  checkKey(request, settings)
  const signature = request.params.get('signature')
  if (signature === null) throw refuse(-1102, 'signature')
  const expected = createHmac('sha256', settings.secret).update(request.signedText).digest()
  const sent = Buffer.from(signature, 'hex')
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) throw refuse(-1022)
}

/** The request must take effect within its recvWindow and come at most a second early: -1102 or -1021. */
export function checkTimestamp(params: URLSearchParams, now: number): void {
  const timestamp = Number(params.get('timestamp') ?? Number.NaN)
  if (!Number.isSafeInteger(timestamp)) throw refuse(-1102, 'timestamp')
  const window = Number(params.get('recvWindow') ?? DEFAULT_RECV_WINDOW_MS)
  if (!Number.isFinite(window) || window < 0 || window > 60_000) throw refuse(-1130, 'recvWindow')
  if (timestamp >= now + MAX_AHEAD_MS)
    throw new Refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
  if (now - timestamp > window) throw refuse(-1021)
}

/** The matching engine checks the window again when it gets to the order: -5028. */
export function checkEngineWindow(params: Params, at: number): void {
  const window = params.integer('recvWindow') ?? DEFAULT_RECV_WINDOW_MS
  if (at - Number(params.text('timestamp')) > window) throw refuse(-5028)
}
