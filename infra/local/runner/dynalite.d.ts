declare module 'dynalite' {
  import type { Server } from 'node:http'

  /** A DynamoDB that lives in this process; `createTableMs` is how long a new table stays in CREATING. */
  export default function dynalite(options: { readonly createTableMs: number }): Server
}
