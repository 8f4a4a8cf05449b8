import type { Screen } from './screen.ts'

/** Share of a task from which on its speed tells the rest: it begins slower than it goes on. */
const leastShare = 0.03

/** How often a line on a terminal is redrawn. */
const everyMs = 500

/** Progress of a slow task, until it ends. */
export interface Waiting {
  end(): void
}

/** Shows the progress of a task (of 1), and estimates the rest from it. */
export function showShare(screen: Screen, what: string, share: () => number): Waiting {
  const begun = performance.now()
  return shown(screen, () => {
    const done = share()
    const passedMs = performance.now() - begun
    const left = done >= leastShare ? `, some ${seconds((passedMs / done) * (1 - done))} left` : ''
    return `${what}: ${Math.floor(done * 100)} %${left}`
  })
}

/** Progress of a task that cannot measure it, estimated from what it usually takes. */
export function showUsual(screen: Screen, what: string, usualMs: number): Waiting {
  const begun = performance.now()
  return shown(screen, () => {
    const passedMs = performance.now() - begun
    const left = usualMs - passedMs
    return left > 0
      ? `${what}: some ${seconds(left)} left`
      : `${what}: ${seconds(passedMs)} so far, usually ${seconds(usualMs)}`
  })
}

function shown({ status }: Screen, text: () => string): Waiting {
  if (!status) return { end: () => {} }
  const drawing = setInterval(() => status(text()), everyMs)
  drawing.unref()
  return {
    end() {
      clearInterval(drawing)
      status(undefined)
    },
  }
}

const seconds = (ms: number): string => {
  const whole = Math.max(1, Math.round(ms / 1000))
  return whole < 90 ? `${whole} s` : `${Math.round(whole / 60)} min`
}
