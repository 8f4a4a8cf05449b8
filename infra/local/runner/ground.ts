import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { type Access, createAccess } from '../access/access.ts'
import { synthesize } from './assembly.ts'
import { openClients, type ServiceClients } from './aws-client.ts'
import { type Blueprint, readBlueprint } from './blueprint.ts'
import { createMarketClock, type MarketClock } from './clock.ts'
import { type Keeping, keptTable } from './keeping/keeping.ts'
import { type LocalServices, startServices } from './services.ts'
import type { LocalStackOptions } from './stack-options.ts'
import { streamedTable } from './streams/streamed-table.ts'
import { readAssembly, type StackTemplate } from './template.ts'

/** The base of a running stack: templates, market time, services and their data, roles. */
export interface Ground {
  readonly stacks: readonly StackTemplate[]
  readonly blueprint: Blueprint
  /** Time stands still until it is started. */
  readonly clock: MarketClock
  readonly services: LocalServices
  readonly clients: ServiceClients
  readonly access: Access
}

/** Synthesizes the stacks, unless there is an assembly, and creates tables, queues and topics. */
export async function openGround(options: LocalStackOptions, opened: AsyncDisposableStack): Promise<Ground> {
  const { environment = {}, deployment = 'paper', choices } = options
  const folder = options.assembly ?? (await synthesize({ environment, deployment, choices }))
  const clock = opened.adopt(createMarketClock(options), it => it.stop())
  const services = opened.adopt(await startServices(clock, options.run), it => it.close())
  const clients = await openClients(services, clock, opened, options.keeping)
  const stacks = readAssembly(folder)
  const blueprint = readBlueprint(stacks, clients.urls.queues)
  await createResources(blueprint, services, clients.dynamodb)
  if (options.keeping) await takeUp(options.keeping, blueprint, services)
  const access = createAccess(blueprint.access)
  await services.setAccess(blueprint.access)
  return { stacks, blueprint, clock, services, clients, access }
}

async function createResources(blueprint: Blueprint, services: LocalServices, dynamodb: DynamoDBClient) {
  await Promise.all([
    ...blueprint.queues.map(({ name, attributes }) => services.createQueue(name, attributes)),
    ...blueprint.topics.map(name => services.createTopic(name)),
    ...blueprint.tables.map(({ name, properties }) => {
      const { AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes } = properties
      const table = { TableName: name, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes }
      return dynamodb.send(new CreateTableCommand(table as CreateTableCommandInput))
    }),
    ...blueprint.tables.flatMap(table => streamedTable(table) ?? []).map(services.followTable),
  ])
}

/** Continues from another run's state, and saves changes from here on. */
async function takeUp({ passing, state }: Keeping, { tables }: Blueprint, services: LocalServices) {
  await Promise.all(tables.map(spec => services.keepTable(keptTable(spec, passing))))
  if (state) await services.restore(state)
}
