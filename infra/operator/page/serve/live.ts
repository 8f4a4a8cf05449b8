import type { ServerResponse } from 'node:http'
import { printableJson } from '#domain/printable.ts'
import type { Following } from '../follow/following.ts'
import { guarding, Unanswerable } from './answer.ts'

/** How soon the browser reconnects after the stream ends; milliseconds. */
const retryMs = 1_000
/** Most pages open at once; an operator has a few. */
const mostPages = 16
/** Unread bytes at which a page is disconnected; when it reconnects it gets the whole state. */
const mostUnread = 4_000_000

/** Streams the state: first the whole, also after each reconnect, then changes. */
export function createLive(following: Following) {
  const pages = new Set<ServerResponse>()
  return {
    open(response: ServerResponse): void {
      if (pages.size >= mostPages)
        throw new Unanswerable(503, `${mostPages} pages are open already`, 'close some of them')
      pages.add(response)
      response.writeHead(200, { ...guarding, 'content-type': 'text/event-stream; charset=utf-8' })
      response.write(`retry: ${retryMs}\n\n`)
      let id = 0
      const unfollow = following.follow(({ event, data }) => {
        if (response.writableLength > mostUnread) return void response.destroy()
        response.write(`id: ${++id}\nevent: ${event}\ndata: ${printableJson(data)}\n\n`)
      })
      response.once('close', () => {
        pages.delete(response)
        unfollow()
      })
    },
    close(): void {
      for (const page of pages) page.end()
    },
  }
}
export type Live = ReturnType<typeof createLive>
