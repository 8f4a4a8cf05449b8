import type { Kept } from './kept.ts'

/** How soon the list of open orders showed a conditional order that was accepted. */
export interface Shown {
  readonly clientId: string
  readonly type: string
  /** From its acceptance to the answer that first showed it, in ms; absent where none did. */
  readonly afterMs?: number
  /** Lists that were asked for after its acceptance and did not show it yet. */
  readonly listsWithout: number
}

/** Of each conditional order: between which lists it came into sight. */
export const stopsShown = (kept: readonly Kept[]): readonly Shown[] =>
  kept
    .filter(({ method, path, status }) => method === 'POST' && path.endsWith('/algoOrder') && status === 200)
    .map(accepted => shownOf(accepted, kept))

function shownOf(accepted: Kept, kept: readonly Kept[]): Shown {
  const { clientAlgoId: clientId = '', type = '' } = accepted.params
  const acceptedAt = accepted.at + accepted.tookMs
  const isGone = kept.find(
    ({ n, method, params }) => n > accepted.n && method === 'DELETE' && params.clientAlgoId === clientId,
  )
  const lists = kept.filter(
    ({ n, at, path, status }) =>
      path.endsWith('/openAlgoOrders') &&
      status === 200 &&
      at >= acceptedAt &&
      n < (isGone?.n ?? Number.POSITIVE_INFINITY),
  )
  const first = lists.findIndex(list => shows(list, clientId))
  const showing = lists[first]
  return {
    clientId,
    type,
    ...(showing && { afterMs: showing.at + showing.tookMs - acceptedAt }),
    listsWithout: showing ? first : lists.length,
  }
}

const shows = ({ body }: Kept, clientId: string): boolean =>
  Array.isArray(body) && body.some(row => row?.clientAlgoId === clientId)
