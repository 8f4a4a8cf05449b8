import type { Bench } from '../builder.ts'
import { SYMBOL } from '../trader.ts'

/** An account as a client knows it, from its requests or from events. */
export interface KnownAccount {
  wallet: string
  crossWallet: string
  /** By position side; flat ones are left out. */
  readonly positions: Map<string, object>
  readonly orders: Map<number, object>
  readonly algoOrders: Map<number, object>
  readonly leverage: Map<string, number>
  readonly marginType: Map<string, string>
  multiAssets: boolean
}

/** What a client that makes requests knows about the account and its one symbol. */
export async function askedAccount(of: Bench): Promise<KnownAccount> {
  const get = async (path: string, params = {}) => (await of.send('GET', path, params)).body
  const [balance] = await get('/v3/balance')
  const positions = (await get('/v3/positionRisk')).filter((row: Row) => Number(row.positionAmt) !== 0)
  const orders = await get('/v1/openOrders', SYMBOL)
  const algoOrders = await get('/v1/openAlgoOrders', SYMBOL)
  const [config] = await get('/v1/symbolConfig', SYMBOL)
  return {
    wallet: balance.balance,
    crossWallet: balance.crossWalletBalance,
    positions: new Map(
      positions.map((row: Row) => [row.positionSide, positionOf(row, config.marginType === 'ISOLATED')]),
    ),
    orders: new Map(orders.map((row: Row) => [row.orderId, orderOf(row)])),
    algoOrders: new Map(algoOrders.map((row: Row) => [row.algoId, algoOf(row)])),
    leverage: new Map([[config.symbol, config.leverage]]),
    marginType: new Map([[config.symbol, config.marginType === 'ISOLATED' ? 'isolated' : 'cross']]),
    multiAssets: (await get('/v1/multiAssetsMargin')).multiAssetsMargin,
  }
}

// biome-ignore lint/suspicious/noExplicitAny: rows and events of the wire
type Row = any

/**
 * In cross margin Binance reports funding without the position, although it moves its break-even: that is not
 * compared.
 */
const positionOf = (row: Row, isIsolated: boolean) => ({
  quantity: row.positionAmt,
  entryPrice: row.entryPrice,
  isolatedWallet: row.isolatedWallet,
  ...(isIsolated && { breakEven: row.breakEvenPrice }),
})
const orderOf = (row: Row) => ({
  status: row.status,
  price: row.price,
  quantity: row.origQty,
  filled: row.executedQty,
  average: row.avgPrice,
  clientId: row.clientOrderId,
  reduceOnly: row.reduceOnly,
})
const algoOf = (row: Row) => ({
  status: row.algoStatus,
  trigger: row.triggerPrice,
  price: row.price,
  quantity: row.quantity,
  clientId: row.clientAlgoId,
  closePosition: row.closePosition,
})

const OVER = ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'FINISHED', 'REJECTED']

/** Applies one event to what a client knows. */
export function told(account: KnownAccount, event: Row): void {
  switch (event.e) {
    case 'ACCOUNT_UPDATE':
      for (const { wb, cw } of event.a.B) Object.assign(account, { wallet: wb, crossWallet: cw })
      for (const p of event.a.P) {
        account.marginType.set(p.s, p.mt)
        if (Number(p.pa) === 0) account.positions.delete(p.ps)
        else account.positions.set(p.ps, toldPosition(p))
      }
      return
    case 'ORDER_TRADE_UPDATE': {
      const { i, X } = event.o
      if (OVER.includes(X)) account.orders.delete(i)
      else account.orders.set(i, toldOrder(event.o))
      return
    }
    case 'ALGO_UPDATE': {
      const { aid, X } = event.o
      // A triggered algo order is a regular order from then on, and open there.
      if (X === 'TRIGGERED' || OVER.includes(X)) account.algoOrders.delete(aid)
      else account.algoOrders.set(aid, toldAlgo(event.o))
      return
    }
    case 'ACCOUNT_CONFIG_UPDATE':
      if (event.ac) account.leverage.set(event.ac.s, event.ac.l)
      if (event.ai) account.multiAssets = event.ai.j
  }
}

const toldPosition = (p: Row) => ({
  ...{ quantity: p.pa, entryPrice: p.ep, isolatedWallet: p.iw },
  ...(p.mt === 'isolated' && { breakEven: p.bep }),
})
const toldOrder = (o: Row) => ({
  ...{ status: o.X, price: o.p, quantity: o.q, filled: o.z, average: o.ap },
  ...{ clientId: o.c, reduceOnly: o.R },
})
const toldAlgo = (o: Row) => ({
  ...{ status: o.X, trigger: o.tp, price: o.p, quantity: o.q },
  ...{ clientId: o.caid, closePosition: o.cp },
})
