import { signal } from '@preact/signals'

/** The page's views by the address's hash, so that back and forward work and a view can be bookmarked. */
export const views = [
  { hash: '#now', name: 'Now' },
  { hash: '#happened', name: 'What happened' },
  { hash: '#came-to', name: 'What it came to' },
] as const

export type ViewHash = (typeof views)[number]['hash']

interface Place {
  readonly hash: ViewHash
  /** The position whose story the address names, if any. */
  readonly story?: string
}

/** `#happened/POSITION-ID` is a position's story; an unknown hash means the first view. */
export function placeOf(address: string): Place {
  const [hash, story] = address.split('/')
  const view = views.find(each => each.hash === hash) ?? views[0]
  return { hash: view.hash, ...(story && { story: decodeURIComponent(story) }) }
}

export const storyAddress = (positionId: string): string => `#happened/${encodeURIComponent(positionId)}`

export const place = signal(placeOf(location.hash))

addEventListener('hashchange', () => {
  place.value = placeOf(location.hash)
})
