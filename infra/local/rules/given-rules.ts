import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import * as z from 'zod'
import {
  exchangeInfoBody,
  type ReadRows,
  readExchangeInfo,
  readFundingInfo,
  readLeverageBrackets,
} from '#paper/rules/exchange-info-body.ts'
import type { BracketBody, ExchangeInfoSymbol, FundingInfoBody } from '#paper/rules.ts'

/** Rules from files that the operator names: Binance's recorded bodies. */
export interface GivenRules {
  info(symbol: string): Given<ExchangeInfoSymbol> | undefined
  brackets(symbol: string): Given<BracketBody> | undefined
  funding(symbol: string): Given<FundingInfoBody> | undefined
}

export interface Given<Body> {
  readonly body: Body
  /** The file's name. */
  readonly file: string
}

export const nothingGiven: GivenRules = {
  info: () => undefined,
  brackets: () => undefined,
  funding: () => undefined,
}

/** A file of `--rules` cannot be read; the message is for the operator. */
export class UnreadableRules extends Error {}

const list = z.array(z.looseObject({ symbol: z.string() }))
/** One of Binance's bodies, or several under the names of their endpoints. */
const several = z.strictObject({
  exchangeInfo: exchangeInfoBody.optional(),
  leverageBracket: list.optional(),
  fundingInfo: list.optional(),
})
type Bodies = z.infer<typeof several>

const expected = "expected Binance's body of exchangeInfo, leverageBracket or fundingInfo"

/**
 * Reads the files of `--rules`; for a symbol in two files the later one counts. Throws `UnreadableRules` if a file
 * cannot be read; for a symbol with an unreadable row, when it is first used.
 */
export function readGivenRules(files: readonly string[]): GivenRules {
  const read = files.map(file => ({ file, bodies: bodiesOf(file) }))
  const all = <Body extends { readonly symbol: string }>(
    rowsOf: (bodies: Bodies) => ReadRows<Body>,
  ): ((symbol: string) => Given<Body> | undefined) => {
    const found = new Map<string, Given<Body>>()
    const problems = new Map<string | undefined, string>()
    for (const { file, bodies } of read) {
      const { rows, unread } = rowsOf(bodies)
      for (const body of rows) found.set(body.symbol, { body, file: basename(file) })
      for (const { symbol, problem } of unread) problems.set(symbol, `${file}: ${problem}`)
    }
    return symbol => {
      const problem = problems.get(symbol)
      if (problem !== undefined) throw new UnreadableRules(problem)
      return found.get(symbol)
    }
  }
  return {
    info: all(({ exchangeInfo }) => readExchangeInfo(exchangeInfo?.symbols ?? [])),
    brackets: all(({ leverageBracket = [] }) => readLeverageBrackets(leverageBracket)),
    funding: all(({ fundingInfo = [] }) => readFundingInfo(fundingInfo)),
  }
}

function bodiesOf(file: string): Bodies {
  const body = parsed(file)
  if (exchangeInfoBody.safeParse(body).success) return { exchangeInfo: exchangeInfoBody.parse(body) }
  const together = several.safeParse(body)
  if (together.success && Object.keys(together.data).length > 0) return together.data
  const rows = list.safeParse(Array.isArray(body) ? body : [body])
  if (rows.success && rows.data.length > 0) {
    if (rows.data.every(row => 'brackets' in row)) return { leverageBracket: rows.data }
    if (rows.data.every(row => 'fundingIntervalHours' in row)) return { fundingInfo: rows.data }
  }
  throw new UnreadableRules(`${file}: ${expected}, got ${JSON.stringify(body).slice(0, 100)}.`)
}

/** Remarks for the operator on files of rules that concern none of the played symbols, one per line. */
export const rulesInVain = (files: readonly string[], symbols: readonly string[]): readonly string[] =>
  files
    .map(file => ({ file, given: readGivenRules([file]) }))
    .filter(({ given }) => !symbols.some(symbol => isNamed(given, symbol)))
    .map(({ file }) => `--rules ${file}: names none of ${symbols.join(', ')}, so it changes nothing.`)

const isNamed = ({ info, brackets, funding }: GivenRules, symbol: string): boolean =>
  [info(symbol), brackets(symbol), funding(symbol)].some(each => each !== undefined)

function parsed(file: string): unknown {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UnreadableRules(`${file}: expected a file of Binance's rules; there is no such file.`)
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (problem) {
    throw new UnreadableRules(`${file}: ${expected}, as JSON; ${(problem as Error).message}.`, {
      cause: problem,
    })
  }
}
