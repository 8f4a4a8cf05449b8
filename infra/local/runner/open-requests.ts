import { subscribe } from 'node:diagnostics_channel'

/**
 * Counts the HTTP requests of this thread that are not answered in full, by `node:http` (the AWS SDK) and by
 * `fetch`, and calls `onDone` after each. A thread with an open request is at work, whatever else it awaits.
 */
export function countOpenRequests(onDone: () => void): () => number {
  const open = new Set<object>()
  const done = (request: object) => {
    if (open.delete(request)) onDone()
  }
  subscribe('http.client.request.start', message => {
    const { request } = message as { request: NodeJS.EventEmitter }
    open.add(request)
    request.once('close', () => done(request))
  })
  const requestOf = (message: unknown) => (message as { request: object }).request
  subscribe('undici:request:create', message => void open.add(requestOf(message)))
  subscribe('undici:request:trailers', message => done(requestOf(message)))
  subscribe('undici:request:error', message => done(requestOf(message)))
  return () => open.size
}
