interface Waiting {
  readonly name: string
  readonly json: string
}

/** Messages on their way to one listener, by arrival, then by departure. */
export interface StreamOutbox {
  put(dueAt: number, message: Waiting): void
  /** The messages that have arrived by this time. */
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
