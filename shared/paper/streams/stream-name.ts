import { KLINE_INTERVALS, type KlineInterval } from '../wire/kline-intervals.ts'

/** What a market stream tells. */
export type StreamTopic =
  | {
      readonly kind:
        | 'aggTrade'
        | 'trade'
        | 'bookTicker'
        | 'ticker'
        | 'miniTicker'
        | 'markPrice'
        | 'forceOrder'
    }
  | { readonly kind: 'kline' | 'continuousKline'; readonly interval: KlineInterval }
  | { readonly kind: 'depth' }
  | { readonly kind: 'partialDepth'; readonly levels: number }

export interface MarketStream {
  /** As the listener asked for it: `btcusdt@depth5@100ms`. */
  readonly name: string
  /** Undefined for all symbols. */
  readonly symbol: string | undefined
  readonly topic: StreamTopic
  /** Milliseconds between two messages; 0: whenever there is something. */
  readonly everyMs: number
  /** The Binance base that carries it. */
  readonly route: 'public' | 'market'
}

/** Undefined for a name that is not a market stream; the symbol part of a name is in lower case. */
export function marketStream(name: string): MarketStream | undefined {
  const all = /^!(\w+?)(@arr)?(@1s)?$/.exec(name)
  if (all !== null) return streamOfAll(name, all[1] ?? '', all[2] !== undefined, all[3] !== undefined)
  const one = /^([a-z0-9]+)(_perpetual)?@([A-Za-z]+)(\d+)?(?:_(\w+))?(?:@(\w+))?$/.exec(name)
  if (one === null) return undefined
  const [, symbol = '', contract, kind = '', levels, interval, speed] = one
  const topic = topicOf(kind, levels, interval, contract !== undefined)
  const everyMs = topic && speedOf(topic, speed)
  if (topic === undefined || everyMs === undefined) return undefined
  return { name, symbol: symbol.toUpperCase(), topic, everyMs, route: routeOf(topic) }
}

function streamOfAll(
  name: string,
  kind: string,
  isArray: boolean,
  everySecond: boolean,
): MarketStream | undefined {
  const stream = (topic: StreamTopic, everyMs: number) => ({
    ...{ name, symbol: undefined, topic, everyMs },
    route: routeOf(topic),
  })
  if (kind === 'bookTicker' && !isArray) return stream({ kind }, 0)
  if (!isArray) return undefined
  if (kind === 'markPrice') return stream({ kind }, everySecond ? 1000 : 3000)
  if (everySecond) return undefined
  if (kind === 'ticker' || kind === 'miniTicker') return stream({ kind }, 1000)
  if (kind === 'forceOrder') return stream({ kind }, 0)
  return undefined
}

function topicOf(
  kind: string,
  levels: string | undefined,
  interval: string | undefined,
  isContract: boolean,
): StreamTopic | undefined {
  if (kind === 'kline' || kind === 'continuousKline') {
    const known = KLINE_INTERVALS.find(each => each === interval)
    return known && isContract === (kind === 'continuousKline') ? { kind, interval: known } : undefined
  }
  if (interval !== undefined || isContract) return undefined
  if (kind === 'depth' && levels !== undefined)
    return ['5', '10', '20'].includes(levels) ? { kind: 'partialDepth', levels: Number(levels) } : undefined
  if (levels !== undefined) return undefined
  switch (kind) {
    case 'depth':
    case 'aggTrade':
    case 'trade':
    case 'bookTicker':
    case 'ticker':
    case 'miniTicker':
    case 'markPrice':
    case 'forceOrder':
      return { kind }
    default:
      return undefined
  }
}

/** Binance's update speeds; only depth and the mark price offer a choice. */
function speedOf(topic: StreamTopic, speed: string | undefined): number | undefined {
  switch (topic.kind) {
    case 'depth':
    case 'partialDepth':
      return { '100ms': 100, '250ms': 250, '500ms': 500 }[speed ?? '250ms']
    case 'markPrice':
      return { '1s': 1000, '3s': 3000 }[speed ?? '3s']
    default:
      return speed === undefined ? USUAL_MS[topic.kind] : undefined
  }
}

const USUAL_MS = {
  aggTrade: 100,
  trade: 0,
  bookTicker: 0,
  forceOrder: 0,
  kline: 250,
  continuousKline: 250,
  ticker: 2000,
  miniTicker: 2000,
} as const

const routeOf = ({ kind }: StreamTopic): MarketStream['route'] =>
  kind === 'bookTicker' || kind === 'depth' || kind === 'partialDepth' || kind === 'trade'
    ? 'public'
    : 'market'
