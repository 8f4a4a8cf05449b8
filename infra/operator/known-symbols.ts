import { snapshotBook } from '#paper/rules/snapshot-book.ts'
import { venues } from '#ports/configuration.ts'
import { meaningOf } from '#settings/said.ts'
import { readSettingsFile } from '../stacks/settings-file.ts'

/**
 * Symbols known offline: those in the environments' files, and the snapshot's USDT perpetuals except TradFi ones, which
 * are refused.
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
