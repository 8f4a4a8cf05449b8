/** What a process remembers of its channels; another process finds it out again. */
export interface Memory {
  /** How long the channel's service still asks to wait, in milliseconds. */
  restOf(channel: string, now: number): number
  rest(channel: string, until: number): void
  isTold(channel: string, id: string): boolean
  told(channel: string, id: string): void
}

/** Enough for every letter that a queue may still redeliver because its removal was not confirmed. */
const mostIds = 1_000

export function createMemory(): Memory {
  const rests = new Map<string, number>()
  const told = new Set<string>()
  return {
    restOf: (channel, now) => Math.max(0, (rests.get(channel) ?? 0) - now),
    rest: (channel, until) => void rests.set(channel, Math.max(until, rests.get(channel) ?? 0)),
    isTold: (channel, id) => told.has(`${channel} ${id}`),
    told(channel, id) {
      told.add(`${channel} ${id}`)
      const [oldest] = told
      if (told.size > mostIds && oldest !== undefined) told.delete(oldest)
    },
  }
}
