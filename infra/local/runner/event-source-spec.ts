import { functionName } from './identities.ts'
import { type Filter, readFilter } from './streams/filter-pattern.ts'
import type { StreamTerms } from './streams/stream-terms.ts'
import type { TemplateResource } from './template.ts'

/** What Lambda reads for a function, and how. */
export type EventSourceSpec = QueueSourceSpec | StreamSourceSpec

export interface QueueSourceSpec {
  readonly of: 'queue'
  readonly functionName: string
  readonly queueArn: string
  readonly batchSize: number
  readonly concurrency: number
  readonly partialResponses: boolean
}

export interface StreamSourceSpec extends StreamTerms {
  readonly of: 'stream'
  readonly functionName: string
  readonly streamArn: string
  /** Filters of what reaches the function; without any, everything does. */
  readonly filters: readonly Filter[]
  /** Destination for batches that were given up. */
  readonly discardsArn: string | undefined
}

/** Lambda's defaults for whatever a template leaves out. */
const defaults = { queueBatch: 10, streamBatch: 100, concurrency: 5 }

/** Lambda's value for "without limit". */
const endless = -1

/** The properties of a stream's mapping that are supported here. */
const knownOfStreams: ReadonlySet<string> = new Set([
  ...[
    'FunctionName',
    'EventSourceArn',
    'StartingPosition',
    'FilterCriteria',
    'FunctionResponseTypes',
    'Tags',
  ],
  ...['BatchSize', 'MaximumBatchingWindowInSeconds', 'BisectBatchOnFunctionError', 'DestinationConfig'],
  ...['MaximumRetryAttempts', 'MaximumRecordAgeInSeconds'],
])

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
type Get = (property: string) => any

/** A mapping of the templates. Throws if the local run would treat it differently from Lambda. */
export function eventSourceSpec(resource: TemplateResource, get: Get): EventSourceSpec {
  const [, , service] = String(get('EventSourceArn')).split(':')
  if (service === 'sqs') return queueSource(resource, get)
  if (service === 'dynamodb') return streamSource(resource, get)
  throw new Error(
    `${resource.logicalId} reads ${get('EventSourceArn')}; the local run knows queues and streams of tables`,
  )
}

function queueSource({ logicalId }: TemplateResource, get: Get): QueueSourceSpec {
  if (get('FilterCriteria'))
    throw new Error(`${logicalId} filters a queue; the local run knows filters only for streams of tables`)
  return {
    of: 'queue',
    functionName: functionName(get('FunctionName')),
    queueArn: get('EventSourceArn'),
    batchSize: get('BatchSize') ?? defaults.queueBatch,
    concurrency: get('ScalingConfig')?.MaximumConcurrency ?? defaults.concurrency,
    partialResponses: reportsFailures(get),
  }
}

function streamSource({ logicalId, properties }: TemplateResource, get: Get): StreamSourceSpec {
  const strange = Object.keys(properties).filter(name => !knownOfStreams.has(name))
  if (strange.length > 0)
    throw new Error(`${logicalId} sets ${strange.join(', ')}, which the local run does not know for a stream`)
  const filters: readonly { readonly Pattern: string }[] = get('FilterCriteria')?.Filters ?? []
  return {
    of: 'stream',
    functionName: functionName(get('FunctionName')),
    streamArn: get('EventSourceArn'),
    filters: filters.map(({ Pattern }) => readFilter(Pattern)),
    discardsArn: get('DestinationConfig')?.OnFailure?.Destination,
    batchSize: get('BatchSize') ?? defaults.streamBatch,
    windowMs: (get('MaximumBatchingWindowInSeconds') ?? 0) * 1000,
    partialResponses: reportsFailures(get),
    bisects: get('BisectBatchOnFunctionError') === true,
    retries: orEndless(get('MaximumRetryAttempts')),
    mostAgeMs: orEndless(get('MaximumRecordAgeInSeconds')) * 1000,
  }
}

const reportsFailures = (get: Get): boolean =>
  (get('FunctionResponseTypes') ?? []).includes('ReportBatchItemFailures')

const orEndless = (count: number = endless): number => (count === endless ? Number.POSITIVE_INFINITY : count)
