import { rulingOn } from '#binance/outcome.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { differencesIn, type FieldDifference, type RowDifference } from './fields.ts'
import type { Kept } from './kept.ts'
import type { PaperAnswer } from './paper-answers.ts'

/** One difference between the exchange's and the paper venue's answers, and the requests that met it. */
export interface Difference {
  /**
   * `code`: another status or code. `value`, `type`, `missing`: a field. `more`: a harmless field that the paper venue
   * lacks. `vanished`: an order was shown, was not cancelled, and is no longer shown. `unshown`: an order was never
   * shown. `moment`: no answer, or one that depends on the moment and not on the request. `late`: a position was first
   * shown in its old state, later in its new one.
   */
  readonly kind: 'code' | FieldDifference['kind'] | 'vanished' | 'unshown' | 'moment' | 'late'
  /** `POST algoOrder`. */
  readonly endpoint: string
  /** A field of a body, or an order's client id. */
  readonly field?: string
  readonly theirs: string
  readonly ours: string
  readonly requests: readonly number[]
}

/** Fields of orders, positions and settings that do not depend on the moment. */
const comparedOfOrders = new Set([
  ...['symbol', 'clientOrderId', 'clientAlgoId', 'side', 'positionSide', 'type', 'orderType', 'origType'],
  ...['algoType', 'status', 'algoStatus', 'timeInForce', 'reduceOnly', 'closePosition', 'workingType'],
  ...['priceProtect', 'triggerPrice', 'price', 'origQty', 'quantity', 'executedQty', 'positionAmt'],
  ...['leverage', 'marginType', 'dualSidePosition', 'multiAssetsMargin', 'canTrade', 'code'],
])
/** Answers about momentary prices and costs, and about the rules, which the paper venue was given. */
const ofTheMoment = /\/(userTrades|bookTicker|price|premiumIndex|exchangeInfo|leverageBracket)$/
const none: ReadonlySet<string> = new Set()

/** All differences between the exchange's answers and the paper venue's to the same requests. */
export function differencesOf(
  kept: readonly Kept[],
  paper: ReadonlyMap<number, PaperAnswer>,
): readonly Difference[] {
  const shown = new Set<string>()
  const late = new Map<string, Difference>()
  const found: Difference[] = []
  for (const asked of kept) {
    const ours = paper.get(asked.n)
    if (!ours) continue
    for (const each of between(asked, ours)) {
      if (each.kind !== 'row') found.push(each)
      else if (each.shownBy === 'us') notShown(asked, each, { shown, late, found })
    }
    for (const clientId of listedIn(asked)) {
      shown.add(clientId)
      // The order was shown in the end; the time it took is reported separately.
      late.delete(clientId)
    }
  }
  return grouped([...found.map(each => unlessLate(each, found, kept)), ...late.values()])
}

/** A position's data may be seconds old: it is late if a later answer agrees with paper. */
function unlessLate(each: Difference, found: readonly Difference[], kept: readonly Kept[]): Difference {
  const { kind, field, endpoint, requests } = each
  if (kind !== 'value' || field !== '[].positionAmt') return each
  const wrong = found.filter(other => other.field === field).flatMap(other => other.requests)
  const shows = ({ n, status, body }: Kept) =>
    n > Math.max(...requests) && status === 200 && Array.isArray(body) && body.length > 0
  const right = kept.some(asked => nameOf(asked) === endpoint && shows(asked) && !wrong.includes(asked.n))
  return right ? { ...each, kind: 'late' } : each
}

interface SoFar {
  readonly shown: ReadonlySet<string>
  readonly late: Map<string, Difference>
  readonly found: Difference[]
}

function notShown(asked: Kept, { clientId }: RowDifference, { shown, late, found }: SoFar): void {
  const told = { endpoint: nameOf(asked), field: clientId, ours: 'shown', requests: [asked.n] }
  if (shown.has(clientId)) found.push({ kind: 'vanished', ...told, theirs: 'shown no more' })
  else late.set(clientId, { kind: 'unshown', ...told, theirs: 'never shown' })
}

type Each = Difference | RowDifference

function between(asked: Kept, ours: PaperAnswer): readonly Each[] {
  const told = { endpoint: nameOf(asked), requests: [asked.n] }
  if (asked.status === undefined)
    return [{ kind: 'moment', ...told, theirs: asked.lost ?? 'no answer', ours: answerIn(ours) }]
  const answer = { status: asked.status, body: asked.body }
  const [theirs, expected] = [answerIn(answer), answerIn(ours)]
  if (theirs !== expected)
    return [{ kind: isOfTheMoment(answer) ? 'moment' : 'code', ...told, theirs, ours: expected }]
  if (asked.status !== 200) return []
  const compared = ofTheMoment.test(asked.path) ? none : comparedOfOrders
  return differencesIn(asked.body, inPlaceOf(asked, ours.body), compared).map(each =>
    each.kind === 'row' ? each : { ...each, ...told },
  )
}

/** `200`, or `400 -2021`. */
function answerIn({ status, body }: PaperAnswer): string {
  const code = status === 200 ? undefined : codeIn(body)
  return code === undefined ? String(status) : `${status} ${code}`
}

const codeIn = (body: unknown): unknown => (body as { readonly code?: unknown } | undefined)?.code

/** The market had already reached the trigger; paper's market, heard a moment earlier, had not. */
const alreadyThere = -2021

/** A rate limit, a clock difference, a gateway's lost answer: the product copes, and the next request is answered. */
function isOfTheMoment({ status, body }: PaperAnswer): boolean {
  const code = Number(codeIn(body) ?? 0)
  if (status === 200 || code === alreadyThere) return status !== 200
  const { proves } = rulingOn({ status, code, message: '' })
  return proves === 'unresolved' || proves.refused !== 'order'
}

/** The paper venue was given the exchange's rules; here their form is compared with the rules that ship with it. */
function inPlaceOf({ path, params }: Kept, ours: unknown): unknown {
  const { exchangeInfo, brackets } = shippedRules
  if (path.endsWith('/exchangeInfo'))
    return { ...(ours as object), symbols: exchangeInfo.symbols.slice(0, 1) }
  if (path.endsWith('/leverageBracket'))
    return brackets.slice(0, 1).map(each => ({ ...each, symbol: params.symbol }))
  return ours
}

function listedIn({ path, status, body }: Kept): readonly string[] {
  if (status !== 200 || !/\/open(Algo)?Orders$/.test(path) || !Array.isArray(body)) return []
  return body.flatMap(row => row?.clientAlgoId ?? row?.clientOrderId ?? [])
}

const nameOf = ({ method, path }: Kept): string => `${method} ${path.replace(/^\/(fapi|sapi)\/v\d+\//, '')}`

/** Merges the same difference of several requests into one. */
function grouped(found: readonly Difference[]): readonly Difference[] {
  const same = ({ kind, endpoint, field = '', theirs, ours }: Difference) =>
    [kind, endpoint, field, ...(kind === 'code' ? [theirs, ours] : [])].join(' ')
  return [...Map.groupBy(found, same).values()].flatMap(([first, ...more]) =>
    first ? [{ ...first, requests: [first, ...more].flatMap(each => each.requests) }] : [],
  )
}
