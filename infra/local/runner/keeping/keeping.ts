import type { TableSpec } from '../blueprint.ts'
import type { KeptState, KeptTable } from './kept.ts'

/** What a stack needs to be kept from one run to the next. */
export interface Keeping {
  /** The state that another run left; undefined for the first run. */
  readonly state: KeptState | undefined
  /** Items with this partition key prefix are dispensable. */
  readonly passing: readonly string[]
  /** Resolves to whether every change until now is saved; senders get their answer only after that. */
  saved(): Promise<boolean>
}

/** A table of the templates, and which of its items are kept. */
export function keptTable({ name, properties }: TableSpec, passing: readonly string[]): KeptTable {
  const schema = properties.KeySchema as readonly { readonly AttributeName: string }[]
  const expiry = properties.TimeToLiveSpecification as { readonly AttributeName?: string } | undefined
  return {
    table: name,
    keys: schema.map(({ AttributeName }) => AttributeName),
    expiresBy: expiry?.AttributeName,
    passing,
  }
}
