import type { paperTransport as inPlaceOf } from './paper-transport.ts'

/** In place of `paper-transport.ts` in what is deployed to trade at Binance, where no paper venue is. */
export const paperTransport: typeof inPlaceOf = () => {
  throw new Error(
    'the paper venue was asked for in a bundle that has none: see infra/stacks/bundling.ts; nothing was sent',
  )
}
