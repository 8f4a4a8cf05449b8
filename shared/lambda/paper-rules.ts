import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoReadings } from '#paper/rules/dynamo-readings.ts'
import { type PublicRulesTold, publicRules } from '#paper/rules/public-rules.ts'
import { recordedRules } from '#paper/rules/recorded-rules.ts'
import type { RulesSource } from '#paper/rules/rule-book.ts'
import { snapshotDays } from '#paper/rules/snapshot.ts'
import type { Clock } from '#ports/clock.ts'
import type { Telemetry } from '#ports/telemetry.ts'

export interface PaperRulesAccess {
  readonly clock: Clock
  readonly documents: DynamoDBDocumentClient
  readonly table: string
  /** A recorded market, whose prices and rules then hold; Binance's by default. */
  readonly feedUrl: string | undefined
  /** Another address for Binance's public prices and rules. */
  readonly pricesUrl?: string | undefined
  /** Hears of rules that Binance did not deliver. */
  readonly telemetry?: Pick<Telemetry, 'warn' | 'error'> | undefined
}

/** The rules of the paper venue: Binance's, which its processes share through the table, or a recorded market's. */
export function paperRules({
  clock,
  documents,
  table,
  feedUrl,
  pricesUrl,
  telemetry,
}: PaperRulesAccess): RulesSource {
  if (feedUrl) return recordedRules(feedUrl)
  return publicRules({
    ...(pricesUrl !== undefined && { baseUrl: pricesUrl }),
    clock,
    store: dynamoReadings(documents, table),
    ...(telemetry && { told: toldBy(telemetry) }),
  })
}

const toldBy = (telemetry: Pick<Telemetry, 'warn' | 'error'>): PublicRulesTold => ({
  failed: (error, last) =>
    telemetry.error('paper-rules-unread', error, {
      serving: last ? 'last reading' : 'snapshot',
      of: last ? new Date(last.readAt).toISOString() : snapshotDays.exchangeInfo,
    }),
  unread: problems => telemetry.warn('paper-rows-unread', { problems }),
})
