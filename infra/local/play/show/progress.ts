import type { Screen } from './screen.ts'

/** How often a line on a terminal is drawn again. */
const everyMs = 500

/** What is told of something that takes its time, until it ends. */
export interface Waiting {
  end(): void
}

/** Tells how much of something is done, of 1, and how long the rest will take by that. */
export function showShare(screen: Screen, what: string, share: () => number): Waiting {
  const begun = performance.now()
  return shown(screen, () => {
    const done = share()
    const passedMs = performance.now() - begun
    const left = done > 0 ? `, some ${seconds((passedMs / done) * (1 - done))} left` : ''
    return `${what}: ${Math.floor(done * 100)} %${left}`
  })
}

/** The same of what shows nothing before its end: by how long it took last. */
export function showUsual(screen: Screen, what: string, usualMs: number): Waiting {
  const begun = performance.now()
  return shown(screen, () => {
    const passedMs = performance.now() - begun
    const left = usualMs - passedMs
    return left > 0
      ? `${what}: some ${seconds(left)} left`
      : `${what}: ${seconds(passedMs)} so far, ${seconds(usualMs)} the last time`
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
