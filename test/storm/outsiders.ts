import type { Fetch } from '#binance/transport.ts'
import { dec } from '#domain/decimal.ts'
import { signedRequest } from '../../infra/lab/lean-exchange.ts'
import type { Sky } from './invocation.ts'

const deeds = [
  'cancels a stop',
  'cancels all stops',
  'closes by hand',
  'sells a part by hand',
  'adds by hand',
  'turns by hand',
  'rests a reduce-only order',
  'places a trailing stop',
  'switches to hedge mode',
  'switches to multi-assets mode',
  'changes the margin mode',
  'changes the leverage',
  'auto-deleverages a half',
  'auto-deleverages all',
  'liquidates',
] as const

/** Another client's action on the account, with its time. */
export interface Deed {
  readonly at: number
  readonly symbol: string
  readonly what: (typeof deeds)[number] | 'opens a position'
}

type Row = Readonly<Record<string, string>>

/**
 * Another client of the same account: it cancels stops, trades by hand, changes the account's settings, and has a
 * position of its own. Or the exchange itself, whose forced orders carry ids of its own.
 */
export function outsiders(
  sky: Sky,
  venue: Fetch,
  keys: { readonly apiKey: string; readonly secret: string },
  symbols: readonly string[],
): { readonly deeds: readonly Deed[]; plan(from: number, to: number): void } {
  const { scheduler, chance, weather, tell } = sky
  const done: Deed[] = []

  async function send(method: string, path: string, params: Record<string, string | boolean>) {
    const url = `https://fapi.binance.com/fapi/${path}`
    const answer = await venue(...signedRequest(url, method, params, keys, scheduler.now()))
    return (await answer.json()) as Row | readonly Row[]
  }
  /** A symbol that is not listed has none. */
  const rows = async (path: string, symbol: string): Promise<readonly Row[]> => {
    const answer = await send('GET', path, { symbol })
    return Array.isArray(answer) ? answer : []
  }
  /**
   * The market's own mark: the positions may show a wrong one, with which the trader would send a stop that the
   * exchange rejects.
   */
  const markOf = async (symbol: string): Promise<number> => {
    const answer = await send('GET', 'v1/premiumIndex', { symbol })
    return Number((answer as Row).markPrice)
  }

  async function trade(
    symbol: string,
    side: string,
    quantity: string,
    extra: Record<string, string | boolean> = {},
  ) {
    const newClientOrderId = `hand-${scheduler.now()}`
    return send('POST', 'v1/order', { symbol, side, quantity, type: 'MARKET', newClientOrderId, ...extra })
  }

  async function act(symbol: string, what: Deed['what']): Promise<void> {
    const [position] = (await rows('v3/positionRisk', symbol)).filter(row => Number(row.positionAmt) !== 0)
    // The position that the trader turned is the trader's: this client leaves it alone from then on.
    if (done.some(deed => deed.symbol === symbol && deed.what === 'turns by hand')) return
    tell(`an outsider ${what} on ${symbol}`)
    done.push({ at: scheduler.now(), symbol, what })
    if (what === 'opens a position') {
      await trade(symbol, 'BUY', '0.05')
      const stop = { side: 'SELL', type: 'STOP_MARKET', triggerPrice: '30000', closePosition: true }
      await send('POST', 'v1/algoOrder', {
        symbol,
        algoType: 'CONDITIONAL',
        clientAlgoId: 'hand-stop',
        ...stop,
      })
      return
    }
    if (what === 'cancels a stop' || what === 'cancels all stops') {
      const stops = await rows('v1/openAlgoOrders', symbol)
      const taken = what === 'cancels a stop' ? stops.slice(0, 1) : stops
      for (const { clientAlgoId = '' } of taken)
        await send('DELETE', 'v1/algoOrder', { symbol, clientAlgoId })
      return
    }
    if (what === 'switches to hedge mode' || what === 'switches to multi-assets mode')
      return switchModes(what)
    if (what === 'changes the margin mode') {
      const marginType = chance.pick(['ISOLATED', 'CROSSED'], `${symbol} ${scheduler.now()} margin mode`)
      await send('POST', 'v1/marginType', { symbol, marginType })
      return
    }
    if (what === 'changes the leverage') {
      const leverage = chance.pick(['2', '4', '15'], `${symbol} ${scheduler.now()} leverage`)
      await send('POST', 'v1/leverage', { symbol, leverage })
      return
    }
    if (!position) return
    const amount = Number(position.positionAmt)
    const [entry, exit] = amount > 0 ? ['BUY', 'SELL'] : ['SELL', 'BUY']
    const whole = String(Math.abs(amount))
    const half = (Math.abs(amount) / 2).toFixed(symbol === 'XRPUSDT' ? 1 : symbol === 'SOLUSDT' ? 0 : 3)
    if (what === 'closes by hand') await trade(symbol, exit, whole, { reduceOnly: true })
    if (what === 'sells a part by hand') await trade(symbol, exit, half, { reduceOnly: true })
    const force = (prefix: string, quantity: string) =>
      trade(symbol, exit, quantity, { reduceOnly: true, newClientOrderId: `${prefix}${scheduler.now()}` })
    if (what === 'auto-deleverages a half') await force('adl_autoclose-', half)
    if (what === 'auto-deleverages all') await force('adl_autoclose-', whole)
    if (what === 'liquidates') await force('autoclose-', whole)
    if (what === 'adds by hand') await trade(symbol, entry, half)
    if (what === 'turns by hand') await turn(symbol, position, exit)
    if (what === 'places a trailing stop') {
      const trailing = { type: 'TRAILING_STOP_MARKET', callbackRate: '4', reduceOnly: true }
      const clientAlgoId = `hand-trailing-${scheduler.now()}`
      await send('POST', 'v1/algoOrder', {
        ...{ symbol, side: exit, algoType: 'CONDITIONAL', quantity: half, clientAlgoId },
        ...trailing,
      })
    }
    if (what === 'rests a reduce-only order') {
      const price = ((await markOf(symbol)) * (amount > 0 ? 1.2 : 0.8)).toFixed(1)
      await trade(symbol, exit, half, { type: 'LIMIT', timeInForce: 'GTC', reduceOnly: true, price })
    }
  }

  /** Sells twice the open quantity, and gives the resulting position a stop of its own, 5 % away. */
  async function turn(symbol: string, { positionAmt }: Row, side: string): Promise<void> {
    await trade(
      symbol,
      side,
      dec(positionAmt ?? 0)
        .abs()
        .times(2)
        .toFixed(),
    )
    const away = side === 'SELL' ? 1.05 : 0.95
    await send('POST', 'v1/algoOrder', {
      symbol,
      algoType: 'CONDITIONAL',
      type: 'STOP_MARKET',
      side: side === 'SELL' ? 'BUY' : 'SELL',
      triggerPrice: ((await markOf(symbol)) * away).toPrecision(4),
      closePosition: true,
      clientAlgoId: `hand-stop-${scheduler.now()}`,
    })
  }

  /** For a while; the exchange rejects it while a position is open. */
  async function switchModes(what: Deed['what']): Promise<void> {
    const [path, name] =
      what === 'switches to hedge mode'
        ? (['v1/positionSide/dual', 'dualSidePosition'] as const)
        : (['v1/multiAssetsMargin', 'multiAssetsMargin'] as const)
    await send('POST', path, { [name]: true })
    await scheduler.sleep(chance.between(1_000, 60_000, `${what} for`))
    tell(`an outsider switches back`)
    await send('POST', path, { [name]: false })
  }

  return {
    deeds: done,
    plan(from, to) {
      if (weather.planned('outsider BTCUSDT', 'opens a position', from)) {
        const at = chance.between(from, to, 'outsider BTCUSDT')
        scheduler.at(at, () => void act('BTCUSDT', 'opens a position'))
      }
      const count = Math.floor(chance.between(0, 4, 'outsiders'))
      for (let index = 1; index <= count; index++) {
        const key = `outsider ${index}`
        const what = chance.pick(deeds, `${key} what`)
        const symbol = chance.pick(symbols, `${key} symbol`)
        const at = chance.between(from, to, `${key} at`)
        if (weather.planned(key, what, at, symbol)) scheduler.at(at, () => void act(symbol, what))
      }
    },
  }
}
