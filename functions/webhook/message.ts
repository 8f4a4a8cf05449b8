import { excerpt, shownAsJson } from '#domain/printable.ts'
import { saidTwice } from '#signals/fields.ts'
import { nameTwice } from '#signals/twice.ts'
import type { WebhookRequest } from './request.ts'

/** A body that parsed into one object, its secret kept apart. */
export interface Message {
  /** The field `secret`, for senders that can put it nowhere else; undefined when it is not text. */
  readonly token: string | undefined
  /** All other fields, in their order. */
  readonly fields: Readonly<Record<string, unknown>>
}

export type ReadMessage = Message | { readonly problem: string }

/** Reads a body of JSON, or of a form; the problem says what was expected. */
export function readMessage({ body, isForm }: Pick<WebhookRequest, 'body' | 'isForm'>): ReadMessage {
  const text = textOf(body)
  if (text === undefined) return { problem: 'the message is not UTF-8' }
  if (isForm ? !/^\s*[{[]/.test(text) : form.test(text)) return ofForm(text)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: `the message is not valid JSON: ${excerpt((error as Error).message, 120)}` }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { problem: `expected one JSON object, got ${excerpt(shownAsJson(json), 80)}` }
  if (isTooDeep(json)) return { problem: `expected at most ${deepest} levels of fields within fields` }
  const twice = nameTwice(text)
  return twice === undefined ? apart(json) : { problem: saidTwice(twice) }
}

/** Far deeper than any signal. Some 8,000 levels fit into 16 KB, and serialising those overflows the stack. */
const deepest = 32

/** Level by level instead of recursive, so that no depth overflows the stack. */
function isTooDeep(value: object): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; depth < deepest; depth += 1)
    level = level.flatMap(each => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  return level.some(each => typeof each === 'object' && each !== null)
}

/** Decides by the body itself, not by the type that the sender claims. */
const form = /^[^\s={}"&[\]]+=[^\s{}"[\]]*$/

function ofForm(text: string): ReadMessage {
  const pairs = [...new URLSearchParams(text)]
  const twice = pairs.find(([name], at) => pairs.findIndex(([other]) => other === name) !== at)
  return twice ? { problem: saidTwice(twice[0]) } : apart(Object.fromEntries(pairs))
}

/** Undefined when the bytes are not UTF-8 text. */
function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

function apart(object: object): Message {
  const isSecret = ([name]: readonly [string, unknown]) => name.toLowerCase() === 'secret'
  const said = Object.entries(object)
  const [, secret] = said.find(isSecret) ?? []
  return {
    token: typeof secret === 'string' && secret !== '' ? secret : undefined,
    fields: Object.fromEntries(said.filter(each => !isSecret(each))),
  }
}

/** JSON that a queue accepts: JSON itself escapes every character that SQS refuses except these two. */
export const asJson = (fields: Message['fields']): string =>
  JSON.stringify(fields).replace(/[\ufffe\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16)}`)
