import type { Fields, Said } from './fields.ts'
import type { MessageField } from './message.ts'

/** What a producer's words mean in ours, or what was expected in their place. */
export type Reading = { readonly means: unknown } | { readonly expected: string }

/** One of our fields, what was said for it, and what that means. */
export interface Read {
  readonly field: MessageField
  readonly said: Said
  readonly reading: Reading
  /** What else was looked at to tell. */
  readonly beside?: readonly Said[]
}

/** Translates one shape of messages into our own. */
export interface Adapter {
  readonly read: (fields: Fields) => readonly Read[]
  /** What is expected where nothing is said for a field; without, what our own messages say. */
  readonly missing?: Readonly<Partial<Record<MessageField, string>>>
}

export const means = (value: unknown): Reading => ({ means: value })
export const expected = (what: string): Reading => ({ expected: what })
