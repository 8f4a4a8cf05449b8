import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Overhear } from '#binance/binance.ts'
import { credentials } from '#lambda/credentials.ts'
import { createDocuments } from '#lambda/documents.ts'
import { lazily } from '#lambda/lazily.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Context } from '#ports/context.ts'
import type { Exchange } from '#ports/exchange.ts'
import type { State } from '#ports/state.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import { shareOut } from '#settings/concurrency.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { presetOf } from '#settings/said.ts'
import { createState } from '#table/state.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import { type FoundStack, findStack, type Outputs } from './found-stack.ts'
import { patience, patienceMs } from './patience.ts'
import type { Target } from './target.ts'

/** The operator's connection: the stack, its table, and the exchange behind it. */
export interface Connection {
  readonly stack: FoundStack
  readonly configuration: Configuration
  /** The settings that its deploy set. */
  readonly said: Readonly<Record<string, string>>
  readonly deployment: string
  readonly state: State
  readonly documents: DynamoDBDocumentClient
  readonly table: string
  output(name: string): string
  /** Reads the key at first use and shows it nowhere; a key that the operator function signs with stays in AWS. */
  exchange(): Promise<Exchange>
  /** The same, with each request and answer overheard. */
  exchangeOverheard(overhear: Overhear): Promise<Exchange>
  /** Whether the operator function carries the requests, from the fixed address. */
  readonly isCarried: boolean
  /** What acting on a position needs; the journal tells of the operator's steps, logs do not. */
  context(): Promise<Context>
  /** Prints a line of progress for the waiting operator; not part of the answer. */
  say(line: string): void
}

/** Finds the stack. Throws a `Complaint` that says what to do if the stack cannot be used. */
export async function openConnection(target: Target, say: (line: string) => void): Promise<Connection> {
  const stack = await findStack(target)
  const { outputs, clock, feedUrl, pricesUrl, exchangeUrl } = stack
  const output = (name: string) => outputOf(outputs, name)
  const said = JSON.parse(outputs.Settings ?? '{}') as Record<string, string>
  const configuration = loadConfiguration(said)
  const [documents, table] = [createDocuments(patience), output('TableName')]
  const state = createState({ documents, table, clock })
  const isCarried = outputs.OperatorFunction !== undefined
  const openExchange = async (overhear?: Overhear) => {
    // Imported late: loading the exchange's client takes longer than most commands run.
    const { venueExchange } = await import('#lambda/venue-exchange.ts')
    const way = isCarried
      ? await throughFunction(outputs, configuration)
      : { credentials: await readCredentials(output('SecretId')), endpoint: exchangeUrl }
    const heard = overhear && { overhear }
    const at = { configuration, clock, documents, table, feedUrl, pricesUrl }
    return venueExchange({ timeoutMs: patienceMs, ...at, ...way, ...heard })
  }
  const exchange = lazily(() => openExchange())
  return {
    stack,
    configuration,
    said,
    deployment: outputs.Deployment ?? 'paper',
    state,
    documents,
    table,
    output,
    exchange,
    exchangeOverheard: openExchange,
    isCarried,
    context: async () => ({ exchange: await exchange(), state, clock, telemetry: silent }),
    say,
  }
}

function outputOf(outputs: Outputs, name: string): string {
  const value = outputs[name]
  if (value) return value
  throw new Complaint(
    exitCodes.usage,
    `the stack has no output ${name}; it has ${Object.keys(outputs).join(', ') || 'none'}`,
    'deploy the current release: npx cdk deploy --all',
  )
}

/** Imported late: the client of Lambda is slow to load. */
async function throughFunction({ OperatorFunction = '', Choices }: Outputs, { maxPositions }: Configuration) {
  const { carriedBy, signedElsewhere } = await import('./carried.ts')
  const { quota = presetOf('quota') } = JSON.parse(Choices ?? '{}')
  const { operator } = shareOut(Number(quota), maxPositions)
  // Many requests wait for their turn, so only each single call has the usual patience.
  const timeoutMs = 6 * patienceMs
  return {
    credentials: signedElsewhere,
    carriedBy: carriedBy(OperatorFunction, Math.max(1, operator)),
    timeoutMs,
  }
}

/** Reads the exchange key. Does not use the functions' reader, which logs. No message contains the value. */
async function readCredentials(secretId: string) {
  const client = new SecretsManagerClient(patience)
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }))
  try {
    return credentials.parse(JSON.parse(SecretString ?? ''))
  } catch {
    throw new Complaint(
      exitCodes.unreachable,
      'the secret does not hold an exchange key (its value is not shown)',
      `put {"apiKey": "…", "secret": "…"} into it: aws secretsmanager put-secret-value --secret-id ${secretId} …`,
    )
  }
}

const silent: Telemetry = { info() {}, warn() {}, error() {}, count() {} }
