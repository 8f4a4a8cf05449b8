import type { Throttle } from './api-spec.ts'

/** Lets requests through as API Gateway's bucket does, in the market's time. Each call asks for one more. */
export function throttled({ burst, perSecond }: Throttle, now: () => number): () => boolean {
  let left = burst
  let countedAt = now()
  return () => {
    const at = now()
    left = Math.min(burst, left + ((at - countedAt) / 1000) * perSecond)
    countedAt = at
    if (left < 1) return true
    left -= 1
    return false
  }
}
