import { snapshotBook } from '#paper/rules/snapshot-book.ts'
import { venues } from '#ports/configuration.ts'
import { meaningOf } from '#settings/said.ts'
import { readSettingsFile } from '../stacks/settings-file.ts'

/**
 * Symbols that are known without asking anything: those that the environments' files name, and those perpetuals of the
 * snapshot that are quoted in USDT, but for the TradFi ones, which are refused.
 */
export function knownSymbols(): readonly string[] {
  const said = venues.flatMap(venue => readSettingsFile(venue).said.QT_SYMBOLS ?? [])
  const named = said.flatMap(text => meaningOf('QT_SYMBOLS', text) ?? [])
  const { symbols } = snapshotBook().exchangeInfo
  const listed = symbols
    .filter(each => each.contractType === 'PERPETUAL' && each.quoteAsset === 'USDT')
    .map(each => each.symbol)
  return [...new Set([...named, ...listed])].sort()
}
