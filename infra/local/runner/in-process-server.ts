import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import type { OutsideAnswer, OutsideRequest } from './outside.ts'

/** Passes a request to a server of this process, without a socket. */
export function askServer(
  server: Server,
  { url, method, headers, body }: OutsideRequest,
): Promise<OutsideAnswer> {
  const { pathname, search } = new URL(url)
  const request = Object.assign(new EventEmitter(), { method, url: `${pathname}${search}`, headers })
  const { promise, resolve } = Promise.withResolvers<OutsideAnswer>()
  const told: Record<string, string> = {}
  const response = {
    statusCode: 200,
    setHeader(name: string, value: unknown) {
      told[name.toLowerCase()] = String(value)
    },
    end(text = '') {
      resolve({ status: response.statusCode, headers: told, body: text })
    },
  }
  server.emit('request', request, response)
  if (body !== '') request.emit('data', Buffer.from(body))
  request.emit('end')
  return promise
}
