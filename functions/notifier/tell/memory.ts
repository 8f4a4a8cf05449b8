/** What a process remembers of its channels; another one finds it out again. */
export interface Memory {
  /** How long the service of a channel still wants nothing, in milliseconds. */
  restOf(channel: string, now: number): number
  rest(channel: string, until: number): void
  isTold(channel: string, id: string): boolean
  told(channel: string, id: string): void
}

/** Longer ago than a queue hands over again what it was not told was taken. */
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
