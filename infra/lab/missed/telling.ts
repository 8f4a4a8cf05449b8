import type { Remark } from '../../pictures/pictured.ts'
import { wrapped } from '../../terminal/wrapped.ts'
import type { PlayedInLab } from '../play-lab.ts'
import { type FoundOut, missedIn } from './missed.ts'

/** Every terminal has this many. */
const columns = 80

type Played = { readonly records: Pick<PlayedInLab['records'], 'verdicts'> }

/**
 * How many rejected entries were played and with what result, or which option plays them; empty if there are none.
 */
function told({ records }: Played, foundOut: FoundOut | undefined): string {
  const due = missedIn(records.verdicts)
  if (due === 0) return ''
  const entries = due === 1 ? '1 entry' : `${due} entries`
  if (!foundOut) return `${entries} rejected because of the account’s state: --missed plays each alone.`
  const { played, made, refused } = foundOut
  const which = played < due ? `${played} of ${entries}, evenly spread,` : entries
  const positions = made.size === 1 ? '1 became a position' : `${made.size} became positions`
  const again =
    refused.length === 0 ? '' : `, ${refused.length} rejected again (${[...new Set(refused)].join(', ')})`
  return `${which} rejected because of the account’s state, played alone: ${positions}${again}.`
}

/** For the terminal, with how long it took. */
export function missedText(played: Played, foundOut: FoundOut | undefined, tookMs: number): string {
  const text = told(played, foundOut)
  const took = foundOut ? ` It took ${(tookMs / 1000).toFixed(1)} s.` : ''
  return text && `${wrapped(`  ${text}${took}`, columns, '  ')}\n`
}

/** For the page of pictures. */
export const missedRemarks = (played: Played, foundOut: FoundOut | undefined): readonly Remark[] => {
  const text = told(played, foundOut)
  return text ? [{ name: 'Missed', text }] : []
}
