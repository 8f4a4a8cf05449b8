import type { Wall } from '../../../../infra/local/runner/wall-pacer.ts'

/** This machine's time, moved by a test: a wait ends as soon as all wait, however long it was. */
export interface HurriedWall extends Wall {
  /** The machine sleeps. */
  sleep(ms: number): void
}

export function hurriedWall(startAt: number): HurriedWall {
  let now = startAt
  return {
    now: () => now,
    after(ms, fire) {
      const due = now + ms
      const immediate = setImmediate(() => {
        now = Math.max(now, due)
        fire()
      })
      return () => clearImmediate(immediate)
    },
    sleep(ms) {
      now += ms
    },
  }
}
