import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { latency } from '#domain/latency.ts'
import type { Invocation, Sky } from './invocation.ts'

const kinds = [
  'throttled',
  'failed before effect',
  'failed after effect',
  'late effect',
  'answer lost once',
  'slow',
]

/** A write that was on its way when its process gave up meets later writes: only its version tells. */
const kindsOf = (name: string): readonly string[] =>
  name.startsWith('Update POSITION') ? [...kinds, ...Array<string>(6).fill('late effect')] : kinds

/** The table as one invocation reaches it, with the SDK's own retries. */
export function faultyTable(
  { scheduler, chance }: Sky,
  documents: DynamoDBDocumentClient,
  invocation: Invocation,
): DynamoDBDocumentClient {
  const send = (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
    const { name, key } = nameOf(command)
    const call = { name, symbol: key, kinds: kindsOf(name), latency: latency.table } as const
    return invocation.call(call, async fault => {
      if (fault === 'throttled') throw awsError('ProvisionedThroughputExceededException')
      if (fault === 'failed before effect') throw awsError('TimeoutError')
      if (fault === 'slow') await invocation.clock.sleep(500)
      if (fault === 'late effect') {
        const lateness = chance.between(200, 20_000, `${invocation.name} ${name} lateness`)
        scheduler.at(scheduler.now() + lateness, () => void documents.send(command).catch(() => undefined))
        throw awsError('TimeoutError')
      }
      if (fault === 'changed by another') await changeFirst(documents, command)
      const answer = documents.send(command)
      if (fault === 'failed after effect' || fault === 'answer lost once') {
        await answer.catch(() => undefined)
        if (fault === 'failed after effect') throw awsError('TimeoutError')
        return documents.send(command)
      }
      return answer
    })
  }
  return { send } as unknown as DynamoDBDocumentClient
}

/** Another function writes the item between this function's read and write: its version goes on. */
async function changeFirst(
  documents: DynamoDBDocumentClient,
  { input }: { readonly input: object },
): Promise<void> {
  const { TableName, Key, Item } = input as { TableName: string; Key?: Item; Item?: Item }
  const { pk, sk } = Key ?? Item ?? {}
  const stored = (await documents.send(new GetCommand({ TableName, Key: { pk, sk } }))).Item
  if (typeof stored?.version !== 'number') return
  const changed = { ...stored, version: stored.version + 1 }
  await documents.send(new PutCommand({ TableName, Item: changed }))
}
type Item = Readonly<Record<string, unknown>>

const awsError = (name: string): Error => Object.assign(new Error(`${name}: struck`), { name })

/** `UpdateItem ACCOUNT`; an item of one position or symbol has that as its key. */
function nameOf(command: { readonly input: object }): { name: string; key: string | undefined } {
  const input = command.input as { Key?: { pk: string }; Item?: { pk: string } }
  const pk = (input.Key ?? input.Item)?.pk
  const verb = command.constructor.name.replace('Command', '')
  const shared = pk === undefined || ['ACCOUNT', 'WATCH', 'RULES', 'REST', 'WOKEN'].includes(pk)
  return { name: pk === undefined ? verb : `${verb} ${pk}`, key: shared ? undefined : pk }
}
