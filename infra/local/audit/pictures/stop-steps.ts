import type { StoredEntry } from '#ports/state.ts'
import type { StopStep } from '../../../pictures/pictured.ts'

/** What each event of a journal says of the level from then on. */
const levels: Readonly<Record<string, 'stop' | 'to'>> = {
  'entry-filled': 'stop',
  adopted: 'stop',
  'stop-raised': 'to',
  'raise-refused': 'to',
}

/** Every level that the stop has had, as the journal tells it. */
export function stopSteps(journal: readonly StoredEntry[]): readonly StopStep[] {
  let tier = 0
  return journal.flatMap(entry => {
    const field = levels[entry.event]
    if (field === undefined || entry[field] === undefined) return []
    tier = Number(entry.tier ?? tier)
    return [{ at: entry.at, price: String(entry[field]), tier }]
  })
}
