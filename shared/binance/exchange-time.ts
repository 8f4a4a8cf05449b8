import type { Clock } from '#ports/clock.ts'

const pauseAfterFailureMs = 10_000

export interface ExchangeTime {
  /** Milliseconds, by the last reading; by our own clock before the first. */
  now(): number
  /** Reads the exchange's clock if it is unread or in doubt. Never throws: our own clock must do then. */
  ready(): Promise<void>
  /** Reads the clock for its own sake; throws what reading throws. */
  measure(): Promise<number>
  /** The exchange found a request too early or too late: read its clock again before the next. */
  doubt(): void
}

/**
 * Our clock, corrected by the exchange's lead. The exchange reads its clock at some point between our sending and our
 * receiving: while our corrected clock is within those bounds it stays, otherwise it is set to their middle.
 */
export function exchangeTime(clock: Clock, read: () => Promise<number>): ExchangeTime {
  let aheadMs = 0
  let known = false
  let notBefore = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  const measure = async (): Promise<number> => {
    const sent = clock.now()
    const time = await read()
    const received = clock.now()
    const [least, most] = [time - received, time - sent]
    if (aheadMs < least || aheadMs > most) aheadMs = (least + most) / 2
    known = true
    return time
  }
  const attempt = async (): Promise<void> => {
    try {
      await measure()
    } catch {
      // The next request meets the same trouble and reports it.
      notBefore = clock.now() + pauseAfterFailureMs
    }
    reading = undefined
  }
  return {
    now: () => clock.now() + aheadMs,
    async ready() {
      if (known || clock.now() < notBefore) return
      reading ??= attempt()
      await reading
    },
    measure,
    doubt() {
      known = false
    },
  }
}
