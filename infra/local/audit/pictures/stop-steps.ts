import type { StoredEntry } from '#ports/state.ts'
import type { StopStep } from '../../../pictures/pictured.ts'

/** The new level in each event of a journal. */
const levels: Readonly<Record<string, 'stop' | 'to'>> = {
  'entry-filled': 'stop',
  adopted: 'stop',
  'stop-raised': 'to',
  'raise-refused': 'to',
}

/** Every level that the stop has had, by the journal. */
export function stopSteps(journal: readonly StoredEntry[]): readonly StopStep[] {
  let tier = 0
  return journal.flatMap(entry => {
    const field = levels[entry.event]
    if (field === undefined || entry[field] === undefined) return []
    tier = Number(entry.tier ?? tier)
    return [{ at: entry.at, price: String(entry[field]), tier }]
  })
}
