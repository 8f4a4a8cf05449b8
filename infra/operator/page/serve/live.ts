import type { ServerResponse } from 'node:http'
import type { Following } from '../follow/following.ts'
import { guarding, jsonText, Unanswerable } from './answer.ts'

/** How soon the browser asks again where the stream ended; milliseconds. */
const retryMs = 1_000
/** Pages that are open at once; an operator has a few. */
const mostPages = 16
/** A page that reads no more is let go, and has the whole state when it asks again; bytes. */
const mostUnread = 4_000_000

/** Streams what is so: the whole state at first, which is also what a page gets that lost its stream, then changes. */
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
        response.write(`id: ${++id}\nevent: ${event}\ndata: ${jsonText(data)}\n\n`)
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
