import { ladders } from '#domain/ladders.ts'
import type { Venue } from '#ports/configuration.ts'
import { effective, type Name, names, type Said } from '#settings/said.ts'
import { settings } from '#settings/settings.ts'
import type { Recorded } from './recorded.ts'

/**
 * What an environment's file must say so that a deploy from it alone repeats what a stack recorded. What the stack did
 * not record stays as the file has it.
 */
export function saidToRepeat(venue: Venue, { values, origins, said }: Recorded, file: Said): Said {
  const recorded = names.filter(name => said.has(name) && origins[name] !== 'the live cap')
  const kept = names.filter(name => values[name] === undefined)
  const first = { ...pick(file, kept), ...pick(values, recorded) }
  // The stack's default may not be the default here: live has its cap, and releases change.
  const repeated = effective(venue, first, {})
  const changed = names.filter(name => values[name] !== undefined && values[name] !== repeated[name].value)
  // Live's template always requires egress to be said.
  const others: readonly Name[] = venue === 'live' ? [...changed, 'egress'] : changed
  return { ...first, ...pick(values, others) }
}

/** The file's text: choices first, then the settings, each in its most readable JSON form. */
export function fileText(said: Said, address?: string): string {
  const written = names.flatMap(name => {
    const text = said[name]
    return text === undefined ? [] : [[name, asJson(name, text)] as const]
  })
  const isSetting = ([name]: readonly [Name, unknown]) => name in settings.shape
  const chosen = Object.fromEntries(written.filter(pair => !isSetting(pair)))
  return asText({ ...chosen, settings: Object.fromEntries(written.filter(isSetting)) }, address)
}

/** The same text with this address as the proven one, or with none. */
export const withAddress = (text: string, address: string | undefined): string =>
  asText(JSON.parse(text), address)

function asText(content: Readonly<Record<string, unknown>>, address: string | undefined): string {
  const { address: _, settings, ...chosen } = content
  const file = { ...chosen, ...(address && { address }), ...(settings !== undefined && { settings }) }
  return `${JSON.stringify(file, null, 2)}\n`
}

const asJson = (name: Name, text: string): unknown => (isJson(name, text) ? JSON.parse(text) : text)

const isJson = (name: Name, text: string): boolean =>
  name === 'QT_LADDER' ? !Object.hasOwn(ladders, text) : objects.includes(name)

const objects: readonly Name[] = ['QT_SOURCES', 'QT_PROTECTIONS', 'tags', 'notify']

const pick = (from: Said, which: readonly Name[]): Said =>
  Object.fromEntries(which.filter(name => from[name] !== undefined).map(name => [name, from[name]]))
