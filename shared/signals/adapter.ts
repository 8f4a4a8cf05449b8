import type { Fields, Said } from './fields.ts'
import type { MessageField } from './message.ts'

/** What a producer's words mean in ours, or what was expected instead. */
export type Reading = { readonly means: unknown } | { readonly expected: string }

/** One of our fields, the producer's field for it, and what that means. */
export interface Read {
  readonly field: MessageField
  readonly said: Said
  readonly reading: Reading
  /** Other fields read to find the meaning. */
  readonly beside?: readonly Said[]
}

/** Translates one shape of messages into our own. */
export interface Adapter {
  readonly read: (fields: Fields) => readonly Read[]
  /** What is expected for a field that is missing; by default, what our own messages expect. */
  readonly missing?: Readonly<Partial<Record<MessageField, string>>>
}

export const means = (value: unknown): Reading => ({ means: value })
export const expected = (what: string): Reading => ({ expected: what })
