import { dec } from '#domain/decimal.ts'
import type { PriceFeed, PriceStep } from '#paper/ports.ts'
import { isAlgoList, isToldAsFired, type Kept, showsAlgo } from './kept.ts'

type Prices = Pick<PriceStep, 'bid' | 'ask' | 'last' | 'mark'>

/** The rehearsal's market from its own answers: one step for each answer with a price. */
export function heardPrices(kept: readonly Kept[], symbol: string): PriceFeed {
  const steps = stepsOf(kept)
  const ours = (of: string) => (of === symbol ? steps : [])
  return {
    latest: async (of, at) => ours(of).findLast(step => step.time <= at),
    steps: async (of, from, to) => ours(of).filter(step => step.time > from && step.time <= to),
  }
}

function stepsOf(kept: readonly Kept[]): readonly PriceStep[] {
  const steps: PriceStep[] = []
  let known: Partial<Prices> = {}
  for (const each of kept) {
    const told = pricesIn(each)
    if (Object.keys(told).length === 0) continue
    known = { ...known, ...told }
    const { bid, ask, last, mark } = known
    if (!bid || !ask || !last || !mark) continue
    const before = steps.at(-1)?.time ?? Number.NEGATIVE_INFINITY
    const time = Math.max(each.at + each.tookMs, before + 1)
    steps.push({ time, bid, ask, last, mark, volume: '0' })
  }
  // Requests before the first known price meet that price.
  const [first] = steps
  if (!first) return []
  const heard = [{ ...first, time: (kept[0]?.at ?? first.time) - 1 }, ...steps]
  const crossed = crossings(kept, heard)
  // Removes steps between the two of a crossing: the next step at any price would fill the triggered order.
  const isBetween = ({ time }: PriceStep) =>
    crossed.some(({ from, to }) => from.time < time && time < to.time)
  const others = heard.filter(step => !isBetween(step))
  return [...others, ...crossed.flatMap(({ from, to }) => [from, to])].toSorted((a, b) => a.time - b.time)
}

interface Crossing {
  /** The trigger is reached, */
  readonly from: PriceStep
  /** and the order that it makes meets the book. */
  readonly to: PriceStep
}

/**
 * Reconstructs the mark for each conditional order that is reported as fired: between two looks the mark was at its
 * trigger. It triggered before the first list that shows it as triggered, and filled at a later instant, before the
 * first list that no longer shows it.
 */
function crossings(kept: readonly Kept[], heard: readonly PriceStep[]): readonly Crossing[] {
  return kept.flatMap(placed => {
    const { clientAlgoId = '', triggerPrice } = placed.params
    const isPlaced = placed.method === 'POST' && placed.path.endsWith('/algoOrder')
    if (!isPlaced || !isToldAsFired(kept, clientAlgoId)) return []
    const lists = kept.filter(each => each.n > placed.n && isAlgoList(each))
    const gone = lists[lists.findLastIndex(list => showsAlgo(list, clientAlgoId)) + 1]
    if (!gone) return []
    const triggered = lists.find(list => showsAlgo(list, clientAlgoId, 'fired')) ?? gone
    const from = heard.findLast(step => step.time < triggered.at - 2)
    const to = heard.findLast(step => step.time < gone.at - 1)
    if (!from || !to) return []
    const mark = triggerPrice ?? from.mark
    return [{ from: { ...from, mark, time: triggered.at - 2 }, to: { ...to, time: gone.at - 1 } }]
  })
}

const fields = {
  '/fapi/v1/ticker/bookTicker': { bid: 'bidPrice', ask: 'askPrice' },
  '/fapi/v2/ticker/price': { last: 'price' },
  '/fapi/v1/premiumIndex': { mark: 'markPrice' },
  '/fapi/v3/positionRisk': { mark: 'markPrice' },
} as const satisfies Readonly<Record<string, Partial<Record<keyof Prices, string>>>>

function pricesIn({ path, body, status }: Kept): Partial<Prices> {
  const named: Partial<Record<keyof Prices, string>> | undefined = fields[path as keyof typeof fields]
  const row = (Array.isArray(body) ? body[0] : body) as Readonly<Record<string, unknown>> | undefined
  if (!named || status !== 200 || !row) return {}
  const told = Object.entries(named).flatMap(([price, field]) => {
    const value = row[field]
    return typeof value === 'string' && isPrice(value) ? [[price, value]] : []
  })
  return Object.fromEntries(told)
}

const isPrice = (text: string): boolean => /^\d+(\.\d+)?$/.test(text) && dec(text).gt(0)
