import type { paperStream as inPlaceOf } from './paper-stream.ts'

/** In place of `paper-stream.ts` in what is deployed to trade at Binance, where no paper venue is. */
export const paperStream: typeof inPlaceOf = () => {
  throw new Error(
    'the paper venue was to be heard by a bundle that has none: see infra/stacks/bundling.ts; nothing was heard',
  )
}
