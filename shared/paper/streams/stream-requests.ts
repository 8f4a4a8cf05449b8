import * as z from 'zod'
import type { Subscriptions } from './subscriptions.ts'

/** The settings of a connection that its requests may change. */
export interface StreamSettings {
  readonly subscriptions: Subscriptions
  combined: boolean
}

/** The most streams of one connection. */
export const MOST_STREAMS = 1024

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const
const envelope = z.looseObject({ method: z.string(), params: z.array(z.unknown()).optional() })

/** The answer to one request of a connection, in Binance's words. */
export function answerTo(text: string, settings: StreamSettings, at: number): object {
  const body = parsed(text)
  if (body === undefined) return refused(3, 'Invalid JSON: expected value at line 1 column 1')
  const id = idOf(body)
  if (id === undefined) return refused(2, 'Invalid request: request ID must be an unsigned integer')
  const read = envelope.safeParse(body)
  if (!read.success) return refused(2, 'Invalid request: missing field `method` at line 1 column 1', id)
  const method = METHODS.find(each => each === read.data.method)
  if (method === undefined) {
    const known = METHODS.map(each => `\`${each}\``).join(', ')
    return refused(
      2,
      `Invalid request: unknown variant \`${read.data.method}\`, expected one of ${known}`,
      id,
    )
  }
  return answer(method, read.data.params ?? [], { settings, at, id })
}

type Id = number | string | null

interface Asked {
  readonly settings: StreamSettings
  readonly at: number
  readonly id: Id
}

function answer(
  method: (typeof METHODS)[number],
  params: readonly unknown[],
  { settings, at, id }: Asked,
): object {
  const { subscriptions } = settings
  switch (method) {
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE': {
      const names = z.array(z.string()).safeParse(params)
      if (!names.success) return refused(2, 'Invalid request: stream names must be strings', id)
      const wanted = new Set([...subscriptions.names(), ...names.data])
      if (method === 'SUBSCRIBE' && wanted.size > MOST_STREAMS)
        return refused(2, `Invalid request: at most ${MOST_STREAMS} streams, got ${wanted.size}`, id)
      if (method === 'SUBSCRIBE') subscriptions.add(names.data, at)
      else subscriptions.remove(names.data)
      return { result: null, id }
    }
    case 'LIST_SUBSCRIPTIONS':
      return { result: subscriptions.names(), id }
    case 'GET_PROPERTY':
    case 'SET_PROPERTY':
      return property(method, params, { settings, at, id })
    default:
      return method satisfies never
  }
}

function property(
  method: 'SET_PROPERTY' | 'GET_PROPERTY',
  params: readonly unknown[],
  { settings, id }: Asked,
): object {
  const [name, value, ...more] = params
  if (typeof name !== 'string') return refused(2, 'Invalid request: property name must be a string', id)
  if (name !== 'combined') return refused(0, 'Unknown property', id)
  if (method === 'GET_PROPERTY') return { result: settings.combined, id }
  if (more.length > 0) return refused(2, 'Invalid request: too many parameters', id)
  if (typeof value !== 'boolean') return refused(1, 'Invalid value type: expected Boolean', id)
  settings.combined = value
  return { result: null, id }
}

const refused = (code: number, msg: string, id?: Id) => ({
  error: { code, msg },
  ...(id !== undefined && { id }),
})

function parsed(text: string): object | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? body : undefined
  } catch {
    return undefined
  }
}

/** Binance accepts an unsigned integer or a text; undefined for anything else. */
function idOf(body: object): Id | undefined {
  const id: unknown = 'id' in body ? body.id : null
  if (id === null || typeof id === 'string') return id
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : undefined
}
