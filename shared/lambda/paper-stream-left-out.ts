import type { paperStream as inPlaceOf } from './paper-stream.ts'

/** In place of `paper-stream.ts` in deployments that trade at Binance, which have no paper venue. */
export const paperStream: typeof inPlaceOf = () => {
  throw new Error(
    'the stream of the paper venue was asked for in a bundle that has none: see infra/stacks/bundling.ts; nothing was heard',
  )
}
