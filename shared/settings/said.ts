import * as z from 'zod'
import type { Venue } from '#ports/configuration.ts'
import { choices } from './choices.ts'
import { settings } from './settings.ts'

/** All that can be said of a deployment: its functions' settings, and the choices beside them. */
export const sayable = z.object({ ...settings.shape, ...choices.shape })
export type Values = z.output<typeof sayable>
export type Name = keyof Values
export const names = Object.keys(sayable.shape) as readonly Name[]

/** The values that were set, as text, by name. */
export type Said = Readonly<Partial<Record<Name, string>>>

/** Where a value comes from; later sources overrule earlier ones. */
export type Origin = 'default' | 'the live cap' | 'the file' | 'the shell'
export interface Effective {
  readonly value: string
  readonly from: Origin
}
export type EffectiveValues = Readonly<Record<Name, Effective>>

/** The cap on live until the file sets other values: one position, at 20 of its quote asset. */
const liveCap: Said = { QT_MAX_POSITIONS: '1', QT_MAX_MARGIN_PER_TRADE: '20' }

/** Binance lets a key trade only from addresses that it names: with real money requests come from one. */
const livePresets: Said = { egress: 'fixed' }

/** Every value in force in an environment, and its source. */
export function effective(venue: Venue, file: Said, shell: Said): EffectiveValues {
  const layers: readonly (readonly [Origin, Said])[] = [
    ['the shell', shell],
    ['the file', file],
    ['the live cap', venue === 'live' ? liveCap : {}],
  ]
  const of = (name: Name): Effective => {
    for (const [from, { [name]: value }] of layers) if (value !== undefined) return { value, from }
    return { value: presetOf(name, venue), from: 'default' }
  }
  return Object.fromEntries(names.map(name => [name, of(name)])) as Record<Name, Effective>
}

/** The settings that were set; a function knows the other defaults itself. */
export function saidSettings(values: EffectiveValues): Readonly<Record<string, string>> {
  const said = Object.keys(settings.shape).map(name => [name, values[name as Name]] as const)
  return Object.fromEntries(
    said.filter(([, { from }]) => from !== 'default').map(([name, { value }]) => [name, value]),
  )
}

/** The choices beside the settings, said or not. */
export const chosenOf = (values: EffectiveValues): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(choices.shape).map(name => [name, values[name as Name].value]))

/** The source of each value that was said. */
export const originsOf = (values: EffectiveValues): Readonly<Record<string, Origin>> =>
  Object.fromEntries(
    names.filter(name => values[name].from !== 'default').map(name => [name, values[name].from]),
  )

/** The defaults in an environment of that venue. */
export const presetOf = (name: Name, venue: Venue = 'paper'): string =>
  (venue === 'live' ? livePresets[name] : undefined) ?? String(sayable.shape[name].meta()?.preset)

/** A text's value; throws if it is not allowed. */
export const meaningOf = <N extends Name>(name: N, text: string): Values[N] =>
  sayable.shape[name].parse(text) as Values[N]
