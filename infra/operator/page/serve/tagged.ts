import { hash } from 'node:crypto'
import type { Asset } from '../assets.ts'

/** A file of the page, and what is told with it so that the browser takes it again only when it is another. */
export interface TaggedAsset extends Asset {
  readonly tag: string
}

export const tagged = (asset: Asset): TaggedAsset => ({
  ...asset,
  tag: `"${hash('sha256', asset.body, 'base64url')}"`,
})
