import type { Credentials } from '#lambda/credentials.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import type { Process } from './process.ts'

const freshMs = 900_000

/** The lab's API key, cached as long as a deployed function caches its own: each reading takes time. */
export function credentialsOfLab(process: Process, wayMs: number): (fresh: boolean) => Promise<Credentials> {
  const { apiKey, secret } = defaultPaperSettings
  let goodUntil = Number.NEGATIVE_INFINITY
  return async fresh => {
    const { clock } = process
    if (!fresh && clock.now() <= goodUntil) return { apiKey, secret }
    await process.call(wayMs, async () => {})
    goodUntil = clock.now() + freshMs
    return { apiKey, secret }
  }
}
