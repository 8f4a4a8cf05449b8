import type { paperTransport as inPlaceOf } from './paper-transport.ts'

/** In place of `paper-transport.ts` in deployments that trade at Binance, which have no paper venue. */
export const paperTransport: typeof inPlaceOf = () => {
  throw new Error(
    'the paper venue was asked for in a bundle that has none: see infra/stacks/bundling.ts; nothing was sent',
  )
}
