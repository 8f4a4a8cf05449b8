import { dynamoReadings } from '#paper/rules/dynamo-readings.ts'
import { bookOfReading, holding } from '#paper/rules/reading.ts'
import { recordedRules } from '#paper/rules/recorded-rules.ts'
import type { Origin, RuleBook } from '#paper/rules/rule-book.ts'
import { snapshotBook } from '#paper/rules/snapshot-book.ts'
import type { Connection } from './connect/connection.ts'

/** The rules that a stack's paper venue applies now. Asks Binance nothing. */
export async function paperRules({
  stack,
  documents,
  table,
}: Pick<Connection, 'stack' | 'documents' | 'table'>): Promise<RuleBook> {
  if (stack.feedUrl !== undefined) return recordedRules(stack.feedUrl).now()
  const holds = holding(await dynamoReadings(documents, table).read(), stack.clock.now())
  return holds ? bookOfReading(holds) : snapshotBook()
}

/** An origin in words: `the snapshot of 2026-07-08`. */
export function originText({ source, of }: Origin): string {
  switch (source) {
    case 'public':
      return `Binance's public endpoints, read ${of}`
    case 'snapshot':
      return `the snapshot of ${of}`
    case 'recorded':
      return `recorded with the sample, ${of}`
    case 'given':
      return `the file ${of}, by --rules`
    case 'derived':
      return `derived from ${of}`
    case 'strictest':
      return `not known: the strictest of the snapshot of ${of}`
    default:
      return source satisfies never
  }
}
