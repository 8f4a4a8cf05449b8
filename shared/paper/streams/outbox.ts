interface Waiting {
  readonly name: string
  readonly json: string
}

/** Messages that are under way to one listener, by the time at which they arrive, then in the order they left. */
export interface StreamOutbox {
  put(dueAt: number, message: Waiting): void
  /** Those that have arrived by this time. */
  take(at: number): readonly Waiting[]
  nextAt(): number
}

export function outbox(): StreamOutbox {
  let queue: { readonly dueAt: number; readonly message: Waiting }[] = []
  return {
    put: (dueAt, message) => {
      const place = queue.findLastIndex(each => each.dueAt <= dueAt) + 1
      queue.splice(place, 0, { dueAt, message })
    },
    take: at => {
      const due = queue.filter(each => each.dueAt <= at)
      queue = queue.slice(due.length)
      return due.map(each => each.message)
    },
    nextAt: () => queue[0]?.dueAt ?? Number.POSITIVE_INFINITY,
  }
}
