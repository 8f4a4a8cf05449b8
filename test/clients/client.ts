/** The functions of a Binance client that a whole trade needs, under names common to all clients. Prices are texts. */
export interface Client {
  /** The prefix of client ids, as the client sees it. */
  readonly idPrefix: string
  /** Isolated margin and leverage of a symbol. */
  configure(symbol: string, leverage: number): Promise<void>
  /** A market order; returns its status and its fill. */
  market(order: MarketOrder): Promise<{ readonly status: string; readonly filled: number }>
  stop(order: StopOrder): Promise<void>
  cancelStop(symbol: string, clientId: string): Promise<void>
  cancelEverything(symbol: string): Promise<void>
  /** Client ids of all open orders, the regular book's first. */
  books(symbol: string): Promise<readonly string[]>
  /** Signed quantity and entry price; undefined when flat. */
  position(symbol: string): Promise<{ readonly quantity: number; readonly entryPrice: number } | undefined>
  /** Realised PnL less commission of every trade of a symbol. */
  result(symbol: string): Promise<number>
  /** Binance's code, as this client reports it. */
  codeOf(problem: unknown): number
}

export interface MarketOrder {
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly quantity: number
  readonly clientId: string
  readonly reduceOnly: boolean
}

export interface StopOrder {
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly type: 'STOP' | 'STOP_MARKET' | 'TAKE_PROFIT_MARKET'
  readonly triggerPrice: number
  /** Limit price of a STOP. */
  readonly price?: number
  /** Undefined: it closes the position, whatever its size. */
  readonly quantity?: number
  readonly clientId: string
}

export interface Keys {
  readonly url: string
  readonly apiKey: string
  readonly secret: string
}
