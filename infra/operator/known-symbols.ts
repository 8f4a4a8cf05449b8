import { shippedRules } from '#paper/rules/shipped.ts'
import { venues } from '#ports/configuration.ts'
import { meaningOf } from '#settings/said.ts'
import { readSettingsFile } from '../stacks/settings-file.ts'

/** Symbols that are known without asking anything: those that the environments' files name, and the paper venue's. */
export function knownSymbols(): readonly string[] {
  const said = venues.flatMap(venue => readSettingsFile(venue).said.QT_SYMBOLS ?? [])
  const named = said.flatMap(text => meaningOf('QT_SYMBOLS', text) ?? [])
  const listed = shippedRules.exchangeInfo.symbols.map(({ symbol }) => symbol)
  return [...new Set([...named, ...listed])].sort()
}
