import type { Throttle } from './api-spec.ts'

/** Lets requests through as API Gateway's token bucket does, in market time. Each call takes one token. */
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
