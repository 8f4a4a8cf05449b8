import type { TableSpec } from '../blueprint.ts'
import type { KeptState, KeptTable } from './kept.ts'

/** What a stack needs that is kept from one run to the next. */
export interface Keeping {
  /** What another run left; undefined where this is the first. */
  readonly state: KeptState | undefined
  /** Items whose partition key begins so can be done without. */
  readonly passing: readonly string[]
  /** Whether everything that has changed until now is kept: a sender is told after that, and told nothing else. */
  saved(): Promise<boolean>
}

/** A table of the templates, with what is kept of it. */
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
