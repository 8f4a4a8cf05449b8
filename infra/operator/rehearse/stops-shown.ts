import { isAlgoList, isToldAsFired, type Kept, showsAlgo } from './kept.ts'

/** How soon the list of open orders showed an accepted conditional order. */
export interface Shown {
  readonly clientId: string
  readonly type: string
  /** Milliseconds from its acceptance to the first answer that showed it; absent: none did. */
  readonly afterMs?: number
  /** Lists requested after its acceptance that did not show it yet. */
  readonly listsWithout: number
  /** It triggered before a list could show it. */
  readonly fired?: true
}

/** For each conditional order: between which lists it appeared. */
export const stopsShown = (kept: readonly Kept[]): readonly Shown[] =>
  kept
    .filter(({ method, path, status }) => method === 'POST' && path.endsWith('/algoOrder') && status === 200)
    .map(accepted => shownOf(accepted, kept))

function shownOf(accepted: Kept, kept: readonly Kept[]): Shown {
  const { clientAlgoId: clientId = '', type = '' } = accepted.params
  const acceptedAt = accepted.at + accepted.tookMs
  const later = kept.filter(({ n }) => n > accepted.n)
  const cancelled = later.find(
    ({ method, params }) => method === 'DELETE' && params.clientAlgoId === clientId,
  )
  const until = cancelled?.n ?? Number.POSITIVE_INFINITY
  const lists = later.filter(each => isAlgoList(each) && each.at >= acceptedAt && each.n < until)
  const first = lists.findIndex(list => showsAlgo(list, clientId))
  const showing = lists[first]
  if (!showing && isToldAsFired(kept, clientId)) return { clientId, type, listsWithout: 0, fired: true }
  return {
    clientId,
    type,
    ...(showing && { afterMs: showing.at + showing.tookMs - acceptedAt }),
    listsWithout: showing ? first : lists.length,
  }
}
