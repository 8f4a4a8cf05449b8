import { excerpt, shownAsJson } from '#domain/printable.ts'
import { nameTwice } from './twice.ts'

/** One field as its producer wrote it. */
export interface Said {
  readonly name: string
  readonly value: unknown
}

/** The fields of a message by their plain names: `Market-Position` and `marketPosition` are the same. */
export type Fields = ReadonlyMap<string, readonly Said[]>

export type Opened =
  | { readonly fields: Fields }
  /** Why the body has no fields. */
  | { readonly problem: string }

/** A name without punctuation and capitals. */
export const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Parses a body: one JSON object, or the fields of a form. */
export function fieldsOf(body: string): Opened {
  const form = formOf(body)
  if (form) return form
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch (error) {
    return { problem: `the message is not valid JSON: ${excerpt((error as Error).message, 120)}` }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { problem: `expected one JSON object, got ${shown(json)}` }
  const twice = nameTwice(body)
  return twice === undefined ? { fields: byPlainName(saidIn(json)) } : { problem: saidTwice(twice) }
}

export const saidTwice = (name: string): string =>
  `${excerpt(name, 80)}: expected each field once, got it twice`

/** The fields of a nested object, each under two names: for `strategy`, also `strategy.order_action`. */
export function opened(fields: Fields, holder: string): Fields {
  const inner = (fields.get(holder) ?? []).flatMap(({ name, value }) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? saidIn(value).map(said => ({ ...said, name: `${name}.${said.name}` }))
      : [],
  )
  if (inner.length === 0) return fields
  const rest = [...fields.values()].flat().filter(({ name }) => plain(name) !== holder)
  return byPlainName([...rest, ...inner])
}

/** All fields with these names, in the order of the names. */
export const saidAs = (fields: Fields, names: readonly string[]): readonly Said[] =>
  names.flatMap(name => fields.get(name) ?? [])

/** What `String` makes of a value; it throws for some objects that JSON can write, as for `{"toString": false}`. */
export function textOf(value: unknown): string {
  try {
    return String(value)
  } catch {
    return 'an object'
  }
}

/** Whether it is a number, or a text that is one. */
export const isNumber = (value: unknown): value is number | string =>
  typeof value === 'number' ||
  (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))

export const shown = (value: unknown): string => excerpt(shownAsJson(value), 80)

const saidIn = (object: object): readonly Said[] =>
  Object.entries(object).map(([name, value]) => ({ name, value }))

const byPlainName = (said: readonly Said[]): Fields => Map.groupBy(said, ({ name }) => plain(name))

/** Parses a form as a browser or freqtrade encodes it; undefined if the text is not one. */
function formOf(body: string): Opened | undefined {
  if (!/^[^\s={}"&[\]]+=[^\s{}"[\]]*$/.test(body)) return undefined
  const pairs = [...new URLSearchParams(body)].map(([name, value]) => ({ name, value }))
  const twice = pairs.find(({ name }, at) => pairs.findIndex(other => other.name === name) !== at)
  return twice ? { problem: saidTwice(twice.name) } : { fields: byPlainName(pairs) }
}
