import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** The on-demand cost of requests to DynamoDB, in its own units. */
export interface Consumed {
  readonly requests: number
  readonly readUnits: number
  readonly writeUnits: number
}

export interface DynamoMeter {
  /** The use since the last call. */
  drain(): Consumed
}

export const nothing: Consumed = { requests: 0, readUnits: 0, writeUnits: 0 }

/** For tables whose answers do not name their cost. */
export const unmetered = (): DynamoMeter => ({ drain: () => nothing })

/** Counts a client's requests, by the capacity that each answer names. */
export function meterDynamo(documents: DynamoDBDocumentClient): DynamoMeter {
  let used = nothing
  const spend = (command: string, units: number) => {
    const kind = /^(Get|BatchGet|Query)/.test(command) ? 'readUnits' : 'writeUnits'
    used = { ...used, requests: used.requests + 1, [kind]: used[kind] + units }
  }
  documents.middlewareStack.add(
    (next, context) => async args => {
      const command = String(context.commandName)
      const asking = { ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' as const } }
      try {
        const answer = await next(asking)
        const { ConsumedCapacity } = answer.output as { ConsumedCapacity?: Capacity | Capacity[] }
        const capacities = [ConsumedCapacity ?? []].flat()
        spend(
          command,
          capacities.reduce((units, { CapacityUnits = 0 }) => units + CapacityUnits, 0),
        )
        return answer
      } catch (error) {
        // A failed condition costs as much as the write: one unit for the small items that have conditions.
        if (error instanceof ConditionalCheckFailedException) spend(command, 1)
        throw error
      }
    },
    { step: 'initialize', name: 'dynamo-meter', priority: 'low' },
  )
  return {
    drain: () => {
      const drained = used
      used = nothing
      return drained
    },
  }
}

interface Capacity {
  readonly CapacityUnits?: number
}

export const added = (a: Consumed, b: Consumed): Consumed => ({
  requests: a.requests + b.requests,
  readUnits: a.readUnits + b.readUnits,
  writeUnits: a.writeUnits + b.writeUnits,
})

export const divided = ({ requests, readUnits, writeUnits }: Consumed, by: number): Consumed => ({
  requests: requests / by,
  readUnits: readUnits / by,
  writeUnits: writeUnits / by,
})
