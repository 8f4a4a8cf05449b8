import { keptInMemory, type PutAside } from '../aside.ts'
import type { FirstProtected } from './oracle/long-testimony.ts'
import { protectedIn } from './oracle/long-testimony.ts'
import type { Asked, Span } from './oracle/testimony.ts'

/** Every request of a run to the exchange, in the order of the answers. */
export interface AskedBook {
  note(asked: Asked): void
  /** Requests sent within a span, ends included. */
  within(span: Span): readonly Asked[]
  readonly protectedFirst: ReadonlyMap<string, FirstProtected>
}

/** This many are packed together. */
const pageSize = 64

interface Page extends Span {
  readonly read: () => readonly Asked[]
}

export function askedBook(put: PutAside = keptInMemory): AskedBook {
  const pages: Page[] = []
  const protectedFirst = new Map<string, FirstProtected>()
  let open: Asked[] = []
  return {
    protectedFirst,
    note(asked) {
      protectedIn(asked, protectedFirst)
      open.push(asked)
      if (open.length < pageSize) return
      pages.push({ ...spanOf(open), read: put(open) })
      open = []
    },
    within({ from, to }) {
      const overlapping = pages.filter(page => page.from <= to && page.to >= from)
      const all = [...overlapping.map(({ read }) => read()), open].flat()
      return all.filter(({ sentAt }) => sentAt >= from && sentAt <= to)
    },
  }
}

const spanOf = (asked: readonly Asked[]): Span => ({
  from: Math.min(...asked.map(({ sentAt }) => sentAt)),
  to: Math.max(...asked.map(({ sentAt }) => sentAt)),
})
