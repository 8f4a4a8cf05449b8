/** What the page itself uses of the exchange's limits. */
export interface Spent {
  note(weight: number): void
  /** Request weight of the last minute by this machine's clock. */
  lastMinute(): number
}

const minute = 60_000

export function createSpent(): Spent {
  let spent: readonly { readonly at: number; readonly weight: number }[] = []
  return {
    note(weight) {
      const now = Date.now()
      spent = [...spent.filter(({ at }) => at > now - minute), { at: now, weight }]
    },
    lastMinute: () => spent.reduce((sum, { at, weight }) => sum + (at > Date.now() - minute ? weight : 0), 0),
  }
}
