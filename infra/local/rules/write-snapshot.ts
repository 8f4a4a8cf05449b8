import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { packBrackets, packFunding } from '#paper/rules/packed-groups.ts'
import { packSymbols } from '#paper/rules/packed-symbols.ts'
import type { BracketBody, ExchangeInfoSymbol, FundingInfoBody } from '#paper/rules.ts'
import { writeWhole } from '../../write-whole.ts'

/** Writes shared/paper/rules/snapshot.json from Binance's bodies; see the README there. */

interface Sources {
  readonly exchangeInfo: string
  readonly leverageBracket: string
  readonly fundingInfo: string
  readonly leverageBracketDay: string
  readonly fundingInfoDay: string
}

const target = fileURLToPath(new URL('../../../shared/paper/rules/snapshot.json', import.meta.url))

/** A number that JavaScript would round is kept as text: Binance writes 2^63-1 for no limit. */
const exactly = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER ? context?.source : value

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'), exactly)

function writeSnapshot(sources: Sources): void {
  const info = read(sources.exchangeInfo) as { serverTime: number; symbols: ExchangeInfoSymbol[] }
  const rows = info.symbols.filter(
    ({ status, contractType }) => status !== 'SETTLING' && contractType.endsWith('PERPETUAL'),
  )
  const listed = new Map(rows.map(row => [row.symbol, row]))
  const isListed = ({ symbol }: { symbol: string }) => listed.has(symbol)
  const brackets = (read(sources.leverageBracket) as BracketBody[]).filter(isListed)
  const inUsdt = brackets.filter(({ symbol }) => listed.get(symbol)?.quoteAsset === 'USDT')
  const funding = (read(sources.fundingInfo) as FundingInfoBody[]).filter(isListed)
  const [strictest = ''] = packBrackets([inUsdt.reduce(stricter)])
  const snapshot = {
    exchangeInfo: new Date(info.serverTime).toISOString().slice(0, 10),
    leverageBracket: sources.leverageBracketDay,
    fundingInfo: sources.fundingInfoDay,
    strictest: strictest.split(': ')[0],
    ...packSymbols(rows),
    funding: packFunding(funding),
    brackets: packBrackets(brackets),
  }
  writeWhole(target, JSON.stringify(snapshot, undefined, 2))
  console.log(`${target}: ${rows.length} symbols, brackets of ${brackets.length}. Now: npm run fix`)
}

function stricter(one: BracketBody, other: BracketBody): BracketBody {
  const [[most, cap], [otherMost, otherCap]] = [mostOf(one), mostOf(other)]
  if (most !== otherMost) return most < otherMost ? one : other
  return cap <= otherCap ? one : other
}

/** The highest leverage, and the largest notional. */
const mostOf = ({ brackets }: BracketBody): readonly [number, number] => [
  Math.max(...brackets.map(level => level.initialLeverage)),
  Math.max(...brackets.map(level => Number(level.notionalCap))),
]

const command = new Command('node infra/local/rules/write-snapshot.ts')
  .description("Packs Binance's bodies into the snapshot of rules that the paper venue ships with.")
  .requiredOption('--exchange-info <file>', 'GET /fapi/v1/exchangeInfo')
  .requiredOption('--leverage-bracket <file>', 'GET /fapi/v1/leverageBracket')
  .requiredOption('--leverage-bracket-day <day>', 'when that was recorded, as 2026-07-02')
  .requiredOption('--funding-info <file>', 'GET /fapi/v1/fundingInfo')
  .requiredOption('--funding-info-day <day>', 'when that was recorded')

writeSnapshot(command.parse().opts<Sources>())
