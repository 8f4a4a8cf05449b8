import { dec } from '#domain/decimal.ts'
import type { BracketBody, FundingInfoBody } from '../rules.ts'

/** What many symbols share, as text: the shared value, a colon, and the symbols. */
export type PackedGroups = readonly string[]

function grouped(rows: readonly (readonly [symbol: string, text: string])[]): PackedGroups {
  const groups = Map.groupBy(rows, ([, text]) => text)
  return [...groups].map(([text, own]) => `${text}: ${own.map(([symbol]) => symbol).join(' ')}`)
}

/** Each symbol with the text of its group. */
export const groupsOf = (groups: PackedGroups): ReadonlyMap<string, string> =>
  new Map(
    groups.flatMap(group => {
      const [text = '', symbols = ''] = group.split(': ')
      return symbols.split(' ').map(symbol => [symbol, text] as const)
    }),
  )

export const packFunding = (rows: readonly FundingInfoBody[]): PackedGroups =>
  grouped(
    rows.map(row => [
      row.symbol,
      [
        ...[row.fundingIntervalHours, row.adjustedFundingRateCap, row.adjustedFundingRateFloor],
        ...(row.disclaimer ? ['disclaimer'] : []),
      ].join(' '),
    ]),
  )

export function unpackFunding(symbol: string, text: string): FundingInfoBody {
  const [hours, adjustedFundingRateCap = '', adjustedFundingRateFloor = '', disclaimer] = text.split(' ')
  const fundingIntervalHours = Number(hours)
  return {
    ...{ symbol, adjustedFundingRateCap, adjustedFundingRateFloor, fundingIntervalHours },
    disclaimer: disclaimer !== undefined,
  }
}

/** A bracket as text: highest leverage, notional cap, maintenance rate. */
type Level = readonly [leverage: string, cap: string, rate: string]

/**
 * Brackets of many symbols. A bracket begins where the previous one ends, and its `cum` follows from the rates.
 * Throws if Binance's body differs, because the difference would be lost.
 */
export const packBrackets = (rows: readonly BracketBody[]): PackedGroups =>
  grouped(
    rows.map(body => {
      const text = body.brackets
        .map(level => [level.initialLeverage, level.notionalCap, level.maintMarginRatio].join('/'))
        .join(' ')
      if (!isSame(body, unpackBrackets(body.symbol, text)))
        throw new Error(
          `${body.symbol}: expected contiguous leverage brackets from 0, with a cum that follows from their rates, got ${JSON.stringify(body.brackets)}.`,
        )
      return [body.symbol, text]
    }),
  )

function isSame(one: BracketBody, other: BracketBody): boolean {
  return one.brackets.every((level, index) => {
    const { notionalFloor, cum } = other.brackets[index] ?? {}
    return Number(level.notionalFloor) === notionalFloor && Number(level.cum) === cum
  })
}

export function unpackBrackets(symbol: string, text: string): BracketBody {
  const levels = text.split(' ').map(level => level.split('/') as unknown as Level)
  let [floor, rateBefore, cum] = [dec(0), dec(0), dec(0)]
  const brackets = levels.map(([leverage, cap, rate], index) => {
    const notionalFloor = floor
    cum = cum.plus(floor.times(dec(rate).minus(rateBefore)))
    ;[floor, rateBefore] = [dec(cap), dec(rate)]
    return {
      bracket: index + 1,
      initialLeverage: Number(leverage),
      notionalCap: Number.isSafeInteger(Number(cap)) ? Number(cap) : cap,
      notionalFloor: notionalFloor.toNumber(),
      maintMarginRatio: Number(rate),
      cum: cum.toNumber(),
    }
  })
  return { symbol, notionalCoef: 1, brackets }
}
