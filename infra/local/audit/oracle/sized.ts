import { type Dec, dec } from '#domain/decimal.ts'
import { type Case, lesser, onTick, ownerOf, stepOf } from './cases.ts'
import { stopFrom } from './earned.ts'
import { type Quote, quoteOf, touchOf } from './quotes.ts'
import { type Asked, bodyOf, codeOf } from './testimony.ts'
import { measuredFrom, type Wished, type Wishes } from './wishes.ts'

/** Accounts younger than 60 days get 20x at most. */
const youngAccount = { codes: [-4202, -4203, -4204, -4205, -4206], leverage: 20 }
const alreadySet = -4046

/**
 * An entry's size, leverage, margin mode and limit, and its first stop's level, from the answers that its sender got.
 */
export function sized(wishes: Wishes, of: Case): readonly string[] {
  const { wished, sender, planners } = of
  if (!wished || !sender) return []
  const found = planners.map(before => planned(wishes, of, wished, before))
  return [...inMode(wishes, of), ...(found.find(each => each.length === 0) ?? found[0] ?? [])]
}

/** Judged by the answers to one of the invocations that may have planned it. */
function planned(wishes: Wishes, of: Case, wished: Wished, before: readonly Asked[]): readonly string[] {
  const available = freeBalance(before, of.rules.marginAsset)
  const quote = quoteOf(before, of.symbol)
  if (available === undefined || quote === undefined)
    return [`${of.name} was entered without a balance or a price`]
  const margin = lesser(available.times(wishes.marginFraction), wishes.maxMargin)
  const leverage = of.leverage
  if (leverage === undefined) return [`${of.name} was entered before the exchange confirmed its leverage`]
  const touch = touchOf(quote, of.sign)
  const told = measuredFrom(wished, touch, leverage)
  const asked = wished.size?.(available, leverage, touch)
  return [
    ...leveraged(of, wished, margin),
    ...quantified(of, lesser(margin.times(leverage).div(touch), asked ?? margin.times(leverage).div(touch))),
    ...limited(of, told, touch, leverage),
    ...firstStop(of, told, touch, leverage),
    ...roomy(wishes, of, { wished: told, leverage, touch, ...quote }),
    ...ahead(of, told, [touch, quote.mark]),
  ]
}

function freeBalance(before: readonly Asked[], asset: string): Dec | undefined {
  const account = before.findLast(asked => asked.name === 'GET account' && asked.answer?.status === 200)
  const { assets = [] } =
    bodyOf<{ readonly assets?: readonly { readonly asset: string; readonly availableBalance: string }[] }>(
      account,
    ) ?? {}
  const found = assets.find(each => each.asset === asset)
  return found && dec(found.availableBalance)
}

/**
 * The highest leverage, up to the requested one, at which the notional fits its bracket; at most 20 for a young
 * account.
 */
function leveraged(
  { name, before, symbol, rules, leverage }: Case,
  wished: Wished,
  margin: Dec,
): readonly string[] {
  const fits = (candidate: number) =>
    rules.brackets.some(
      bracket => bracket.initialLeverage >= candidate && margin.times(candidate).lte(bracket.notionalCap),
    )
  const highest = (from: number) => Array.from({ length: from }, (_, less) => from - less).find(fits)
  const asked = before.filter(each => each.name === 'POST leverage' && each.params.symbol === symbol)
  const young = asked.some(each => youngAccount.codes.includes(codeOf(each) ?? 0))
  const due = highest(young ? Math.min(wished.leverage, youngAccount.leverage) : wished.leverage)
  return due === leverage
    ? []
    : [
        `${name} was entered at ${leverage}x; ${wished.leverage}x was requested, and ${due}x fits a margin of ${margin.toFixed(2)}`,
      ]
}

/** The margin mode was confirmed, by setting or by reading it. */
function inMode({ marginType }: Wishes, { name, before, symbol }: Case): readonly string[] {
  const said = before.filter(each => each.params.symbol === symbol).flatMap(asked => modeIn(asked) ?? [])
  const confirmed = said.at(-1)
  return confirmed === marginType
    ? []
    : [`${name} was entered in ${confirmed ?? 'an unknown'} margin mode; ${marginType} is required`]
}

function modeIn(asked: Asked): string | undefined {
  if (asked.name === 'POST marginType') {
    const done = asked.answer?.status === 200 ? codeOf(asked) === 200 : codeOf(asked) === alreadySet
    return done ? asked.params.marginType : undefined
  }
  if (asked.name !== 'GET symbolConfig') return undefined
  const rows = bodyOf<readonly { readonly symbol: string; readonly marginType: string }[]>(asked)
  return Array.isArray(rows) ? rows.find(each => each.symbol === asked.params.symbol)?.marginType : undefined
}

/**
 * All that the margin buys at the touch, or less if the signal asks for less, rounded to the step, and at most one
 * order's maximum.
 */
function quantified({ name, rules, entry, most, off }: Case, affordable: Dec): readonly string[] {
  const due = most.map(each => onTick(lesser(affordable, each), stepOf(rules), false))
  return due.some(each => each.minus(entry.origQty).abs().lte(off.quantity))
    ? []
    : [`${name} was ordered with ${entry.origQty}; ${due.join(' or ')} is what its margin buys`]
}

/** Through the touch by at most a quarter of the stop's distance. */
function limited(
  { name, entry, sign, off }: Case,
  wished: Wished,
  touch: Dec,
  leverage: number,
): readonly string[] {
  const slack = touch.times(wished.stop).div(leverage).div(4)
  const through = dec(entry.price).minus(touch).times(sign)
  return through.lte(slack.plus(off.price))
    ? []
    : [`${name} was limited to ${entry.price}, ${through} through the touch of ${touch}; ${slack} is allowed`]
}

/** The first stop: its share of the margin from the touch, on the tick towards the entry. */
function firstStop(of: Case, wished: Wished, touch: Dec, leverage: number): readonly string[] {
  const { name, algoAsked, off } = of
  const due = stopFrom(of, wished, touch, leverage)
  const counterOf = ({ params }: Asked) => ownerOf(params.clientAlgoId ?? '')?.counter ?? 0
  const [first] = algoAsked
    .filter(({ params }) => ownerOf(params.clientAlgoId ?? '')?.purpose === 'p')
    .toSorted((a, b) => counterOf(a) - counterOf(b) || a.sentAt - b.sentAt)
  const level = first?.params.triggerPrice
  return level === undefined || due.minus(level).abs().lte(off.price)
    ? []
    : [`${name} had its first stop at ${level}; ${due} is due`]
}

/** Stop and take-profits are at prices that neither touch nor mark have reached. */
function ahead(
  { name, sign }: Case,
  { stopPrice, takeProfits = [] }: Wished,
  seen: readonly Dec[],
): readonly string[] {
  const stops = stopPrice ? seen.filter(price => price.minus(stopPrice).times(sign).lte(0)) : []
  const reached = takeProfits.filter(told => seen.some(price => price.minus(told.price).times(sign).gte(0)))
  return [
    ...(stops.length > 0 ? [`${name} has its stop at ${stopPrice}, beyond ${stops.join(', ')}`] : []),
    ...reached.map(
      ({ price }) => `${name} has a take-profit at ${price}, which ${seen.join(' or ')} reached`,
    ),
  ]
}

/** A stop within the spread, or beyond the liquidation price, is not placed: the entry is rejected. */
function roomy(
  { minStopTicks, minStopSpreads }: Wishes,
  { name, rules, entry }: Case,
  {
    wished,
    leverage,
    touch,
    ...quote
  }: Quote & { readonly touch: Dec; readonly wished: Wished; readonly leverage: number },
): readonly string[] {
  const distance = touch.times(wished.stop).div(leverage)
  const noise = quote.ask.minus(quote.bid).plus(quote.last.minus(quote.mark).abs()).times(minStopSpreads)
  const ticks = rules.tickSize.times(minStopTicks)
  const notional = touch.times(entry.origQty)
  const bracket = rules.brackets
    .toSorted((a, b) => a.notionalCap.cmp(b.notionalCap))
    .find(each => notional.lte(each.notionalCap))
  const maintenance = bracket ? bracket.maintMarginRatio.minus(bracket.cum.div(notional)) : dec(0)
  const liquidation = dec(1).div(leverage).minus(maintenance).times(touch)
  return [
    ...(distance.lt(noise) || distance.lt(ticks)
      ? [`${name} has its stop ${distance} away; ${noise} or ${ticks} is the minimum`]
      : []),
    ...(distance.times(2).gt(liquidation)
      ? [`${name} has its stop ${distance} away, and would be liquidated after ${liquidation}`]
      : []),
  ]
}
