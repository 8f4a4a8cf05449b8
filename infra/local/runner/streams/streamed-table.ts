import type { TableSpec } from '../blueprint.ts'
import { views } from './stream-record.ts'
import type { StreamedTable } from './table-streams.ts'

/** The stream in a table's template; undefined if it has none. */
export function streamedTable({ name, streamArn, properties }: TableSpec): StreamedTable | undefined {
  if (streamArn === undefined) return undefined
  const { StreamViewType } = properties.StreamSpecification as { readonly StreamViewType?: string }
  const view = views.find(each => each === StreamViewType)
  if (!view)
    throw new Error(`the stream of ${name} shows ${StreamViewType}; the local run knows ${views.join(', ')}`)
  const schema = properties.KeySchema as readonly { readonly AttributeName: string }[]
  return { table: name, keys: schema.map(({ AttributeName }) => AttributeName), streamArn, view }
}
