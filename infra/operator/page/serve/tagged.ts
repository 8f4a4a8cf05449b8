import { hash } from 'node:crypto'
import type { Asset } from '../assets.ts'

/** A file of the page with a tag, so that the browser fetches it again only after a change. */
export interface TaggedAsset extends Asset {
  readonly tag: string
}

export const tagged = (asset: Asset): TaggedAsset => ({
  ...asset,
  tag: `"${hash('sha256', asset.body, 'base64url')}"`,
})
