import { hash } from 'node:crypto'
import { excerpt } from '#domain/printable.ts'
import type { Signal } from '#domain/signal.ts'
import { type Shape, type SourceSettings, type Sources, settingsOf } from '#domain/sources.ts'
import type { Adapter, Read } from './adapter.ts'
import { freqtrade } from './adapters/freqtrade.ts'
import { generic } from './adapters/generic.ts'
import { own } from './adapters/own.ts'
import { tradingview } from './adapters/tradingview.ts'
import { withoutContradiction } from './against.ts'
import { type Fields, fieldsOf, type Said, saidAs, shown } from './fields.ts'
import { type MessageField, type SignalMessage, signalMessage } from './message.ts'
import { takeProfitsOf } from './overrides.ts'
import { problemsOfFields, problemsOfReads, problemsOfSignal } from './problems.ts'
import { recognise } from './recognise.ts'
import { timeSaid } from './times.ts'
import { timeNames, usualNames } from './usual.ts'

export interface Understood {
  readonly valid: true
  readonly signal: Signal
  readonly shape: Shape
  /** Names of the fields that were not read. */
  readonly unread: readonly string[]
}

export type ParsedSignal = Understood | { readonly valid: false; readonly problems: readonly string[] }

export interface Reader {
  /** The operator's settings of sources. */
  readonly sources: Sources
  /** The message's source, if it is known other than from the message. */
  readonly source?: string
}

const adapters: Readonly<Record<Shape, Adapter>> = { own, tradingview, freqtrade, generic }

/**
 * Parses one message of any shape; `now` in milliseconds. Names every problem: what was expected, what it got, and what
 * to do.
 */
export function parseSignal(body: string, now: number, reader: Reader): ParsedSignal {
  const opened = fieldsOf(body)
  if ('problem' in opened) return refused(opened.problem)
  const { fields } = opened
  const told = toldSource(fields, reader.source === undefined ? usualNames.source : ['source'])
  if (reader.source !== undefined && told !== undefined && told.value !== reader.source)
    return refused(`${told.name}: expected ${reader.source} or none, got ${shown(told.value)}`)
  const source = reader.source ?? told?.value
  const settings = typeof source === 'string' ? settingsOf(reader.sources, source) : {}
  const shape = settings.shape ?? recognise(fields)
  if (typeof shape === 'object') return refused(shape.problem)
  const read = whatCounts(adapters[shape].read(fields))
  // If the operator sets a source to our own shape, no other names count.
  const reads = settings.shape === 'own' ? read : withoutContradiction(fields, read)
  const message = signalMessage.safeParse(valuesOf(reads, reader.source))
  const problems = [
    ...problemsOfReads(reads),
    ...problemsOfFields(message.error?.issues ?? [], reads, adapters[shape].missing),
    ...(message.success ? problemsOfSignal(message.data, reads, settings, now) : []),
  ]
  if (!message.success || problems.length > 0) return { valid: false, problems }
  return {
    valid: true,
    signal: signalOf(message.data, settings, now),
    shape,
    unread: unreadOf(fields, reads),
  }
}

/** A message's timestamp in milliseconds, even if the rest cannot be parsed; undefined if it has none. */
export function stampOf(body: string): number | undefined {
  const opened = fieldsOf(body)
  const [said] = 'fields' in opened ? saidAs(opened.fields, timeNames) : []
  const reading = said && timeSaid(said.value)
  return reading && 'means' in reading ? Number(reading.means) : undefined
}

const refused = (problem: string): ParsedSignal => ({ valid: false, problems: [problem] })

/**
 * A source has the same field names in every shape, but an object called `strategy` is not one. If the source is known
 * otherwise, the message's other fields for a model or a strategy are the sender's own business.
 */
const toldSource = (fields: Fields, names: readonly string[]): Said | undefined =>
  saidAs(fields, names).find(({ value }) => typeof value === 'string')

/** The fields that a CLOSE uses. */
const toClose: readonly MessageField[] = ['symbol', 'action', 'source', 'timestamp', 'id']

/** Getting out needs no confidence, size or price: whatever else the message says, even wrongly, keeps nothing open. */
function whatCounts(reads: readonly Read[]): readonly Read[] {
  const closes = reads.some(
    ({ field, reading }) => field === 'action' && 'means' in reading && reading.means === 'CLOSE',
  )
  if (!closes) return reads
  return reads.filter(read => toClose.includes(read.field) || isConfidence(read))
}

const isConfidence = ({ field, reading }: Read): boolean =>
  field === 'confidence' &&
  'means' in reading &&
  signalMessage.shape.confidence.safeParse(reading.means).success

function valuesOf(reads: readonly Read[], source: string | undefined): Readonly<Record<string, unknown>> {
  const read = reads.flatMap(({ field, reading }) => ('means' in reading ? [[field, reading.means]] : []))
  return { ...Object.fromEntries(read), ...(source !== undefined && { source }) }
}

function signalOf(message: SignalMessage, { confidence: preset }: SourceSettings, now: number): Signal {
  const { id, timestamp, meta: _, confidence, takeProfits, symbol, action, source, ...asked } = message
  const said = { symbol, action, source }
  const derived = hash('sha256', JSON.stringify([said.source, said.symbol, said.action, timestamp]), 'hex')
  const defaulted = confidence === undefined && said.action !== 'CLOSE' ? preset : undefined
  return {
    id: id ? `${said.source}#${id}` : derived.slice(0, 32),
    symbol: said.symbol,
    action: said.action,
    ...(confidence !== undefined && { confidence }),
    ...(defaulted !== undefined && { confidence: defaulted, confidenceDefaulted: true }),
    source: said.source,
    // Otherwise a clock that runs ahead could date a signal after the CLOSE that follows it.
    at: Math.min(timestamp, Math.floor(now)),
    ...whatIsSaid(asked),
    ...(takeProfits && { takeProfits: takeProfitsOf(takeProfits) }),
  }
}

/** A message's wishes; a wish it does not state leaves no key. */
const whatIsSaid = <T extends object>(asked: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as never

/** Most names to list; a longer list would not help. */
const mostUnread = 20

function unreadOf(fields: Fields, reads: readonly Read[]): readonly string[] {
  const read = reads.flatMap(({ said, beside = [] }) => [said, ...beside]).map(({ name }) => name)
  const isRead = (name: string) => read.some(each => each === name || each.startsWith(`${name}.`))
  const names = [...fields.values()].flat().map(({ name }) => name)
  return names
    .filter(name => !isRead(name))
    .slice(0, mostUnread)
    .map(name => excerpt(name, 40))
}
