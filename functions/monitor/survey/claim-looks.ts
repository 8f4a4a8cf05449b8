import type { Wake } from '#domain/wake.ts'
import { type Granted, grantLooks } from '#domain/wake-budget.ts'
import type { StoredLooks } from '#ports/between-ticks.ts'
import type { SurveyContext } from './survey-context.ts'

/** How many other writers may come first before a wake is left to the tick. */
const attempts = 6

/**
 * Deducts a wake's looks from the account's budget before any of them begins. Runs may start twice and sentinels may
 * overlap: the first to write looks. A run that dies after writing leaves its positions to the next second's wake or
 * to the tick. `before` is the last reading of earlier looks.
 */
export async function claimLooks(
  { state: { woken }, clock }: SurveyContext,
  wake: Wake,
  before: StoredLooks | undefined,
  execution: string,
): Promise<Omit<Granted, 'after'>> {
  let known = before
  let written: Granted | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    // The SDK repeats a write whose answer was lost, and the repetition then fails on the first one's result.
    if (written && known?.writer === execution) return written
    const granted = grantLooks(known?.item, wake, clock.now())
    if (granted.looks.length === 0) return granted
    if (await woken.write(granted.after, known?.version ?? 0, execution)) return granted
    written = granted
    known = await woken.read()
  }
  return { looks: [], left: wake.only }
}
