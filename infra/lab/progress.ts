export interface Progress {
  /** Called with the market's progress. */
  at(marketTime: number): void
  end(): void
}

const everyMs = 500

/** Shows a run's progress and remaining time in one line of a terminal; nothing elsewhere. */
export function showProgress(stream: NodeJS.WriteStream, from: number, to: number): Progress {
  if (!stream.isTTY) return { at: () => {}, end: () => {} }
  const begun = performance.now()
  let shownAt = begun
  return {
    at(marketTime) {
      const now = performance.now()
      if (now - shownAt < everyMs) return
      shownAt = now
      const share = (marketTime - from) / (to - from)
      const left = ((now - begun) / share) * (1 - share)
      const pace = Math.round((marketTime - from) / (now - begun))
      const day = new Date(marketTime).toISOString().slice(0, 16).replace('T', ' ')
      stream.write(
        `\r\u001b[K${day}  ${Math.round(share * 100)} %  ${pace} times real time, ${lasting(left)} left`,
      )
    },
    end: () => void stream.write('\r\u001b[K'),
  }
}

/** Shows how many are done in one line of a terminal, removed after the last; nothing elsewhere. */
export function showCount(stream: NodeJS.WriteStream, what: string): (count: number, of: number) => void {
  if (!stream.isTTY) return () => {}
  return (count, of) => void stream.write(`\r\u001b[K${count < of ? `${count} of ${of} ${what}` : ''}`)
}

const lasting = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
