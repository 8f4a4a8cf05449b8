import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/**
 * DynamoDB keeps no order of a map's keys, but the stand-in keeps the written one: this returns them from the last to
 * the first, so that no code can rely on an order.
 */
export function inAnyOrder(documents: DynamoDBDocumentClient): DynamoDBDocumentClient {
  documents.middlewareStack.add(
    next => async request => {
      const answer = await next(request)
      const { output } = answer
      return { ...answer, ...(output && { output: reordered(output) as typeof output }) }
    },
    { step: 'deserialize', name: 'inAnyOrder', priority: 'high' },
  )
  return documents
}

/** The same with the keys of every map from the last to the first. */
export function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? 1 : -1))
  return Object.fromEntries(entries.map(([key, each]) => [key, reordered(each)]))
}
