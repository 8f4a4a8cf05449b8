// Replaces packages that ccxt imports for websockets, proxies and other exchanges. None of them is ever called: our
// requests go through our own fetch.
class LeftOut {
  constructor() {
    throw new Error('this part of ccxt is left out of the bundle: see infra/stacks/bundling.ts')
  }
}

export default LeftOut
export const createWebSocketStream = (): LeftOut => new LeftOut()
