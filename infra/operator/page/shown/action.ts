import * as z from 'zod'

/** A symbol or an id as it was shown, with the greatest possible length. */
const name = z.string().min(1).max(64)

/** Actions that the operator may ask for: the same commands as `qt`’s. */
export const actionAsked = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('close'), symbol: name }),
  z.strictObject({ action: z.literal('flatten'), halt: z.boolean() }),
  z.strictObject({ action: z.literal('halt'), reason: z.string().min(1).max(200) }),
  z.strictObject({ action: z.literal('resume') }),
  /** For one symbol or all; `andClose` closes our positions first. */
  z.strictObject({ action: z.literal('cancel'), symbol: name.optional(), andClose: z.boolean() }),
])
export type ActionAsked = z.output<typeof actionAsked>

/** What will happen, line by line; nothing was done yet. */
export interface ActionPreview {
  /** Names the preview when it is confirmed; valid once, until `expiresAt`. */
  readonly preview: string
  readonly lines: readonly string[]
  /** This machine’s time, in milliseconds. */
  readonly expiresAt: number
}

/** There is nothing to do, and why: no confirmation is asked. */
export interface NothingToDo {
  readonly nothing: readonly string[]
}

export const actionConfirmed = z.strictObject({ preview: z.string().min(1).max(64) })

/** The action's result. `isDone` is false while it is under way or if it is incomplete. */
export interface ActionDone {
  readonly isDone: boolean
  readonly lines: readonly string[]
}

/** Any answer of 4xx or 5xx: what was expected, what it got, and what to do. */
export interface Refused {
  readonly error: string
  readonly todo?: string
}
