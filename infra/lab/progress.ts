/** Where progress is shown. */
type Shown = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean }

/** Plays of one market, one after the other, and how far they are. */
export interface Progress {
  /** Plays from `from` to `to`, which are market times; `onTime` is to be called with the market's progress. */
  during<Played>(
    span: { readonly from: number; readonly to: number },
    play: (onTime: (marketTime: number) => void) => Promise<Played>,
  ): Promise<Played>
}

/** Shows how far these plays are, and the time that they still take. `what` each is, if there are several. */
export function showProgress(stream: Shown, plays: number, what: string): Progress {
  const line = lineOn(stream)
  const begun = performance.now()
  let done = 0
  return {
    async during({ from, to }, play) {
      const begunThis = performance.now()
      const text = (marketTime: number) => {
        const now = performance.now()
        const share = (done + (marketTime - from) / (to - from)) / plays
        const left = ((now - begun) / share) * (1 - share)
        const pace = Math.round((marketTime - from) / (now - begunThis))
        const which = plays > 1 ? `${what} ${done + 1} of ${plays}, ` : ''
        const minute = new Date(marketTime).toISOString().slice(0, 16).replace('T', ' ')
        return `${which}${minute}  ${Math.round(share * 100)} %  ${pace} times real time, ${lasting(left)} left`
      }
      try {
        return await play(marketTime => line.show(() => text(marketTime)))
      } finally {
        done += 1
        line.clear()
      }
    },
  }
}

/** Shows how many are done. */
export function showCount(stream: Shown, what: string): (count: number, of: number) => void {
  const line = lineOn(stream)
  return (count, of) => (count < of ? line.show(() => `${count} of ${of} ${what}`) : line.clear())
}

/** Milliseconds. A pipe or a log only needs to show that the run continues. */
const every = { terminal: 500, pipe: 10_000 }

/** One line of a terminal that is redrawn and at last removed; a pipe gets a line now and then. */
function lineOn(stream: Shown) {
  const everyMs = stream.isTTY ? every.terminal : every.pipe
  let shownAt = performance.now()
  return {
    show(text: () => string): void {
      const now = performance.now()
      if (now - shownAt < everyMs) return
      shownAt = now
      stream.write(stream.isTTY ? `\r\u001b[K${text()}` : `${text()}\n`)
    },
    clear: () => void (stream.isTTY && stream.write('\r\u001b[K')),
  }
}

const lasting = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
