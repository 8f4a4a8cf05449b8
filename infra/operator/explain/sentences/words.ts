import type { Answered } from '#domain/events/answer.ts'
import { price, signed } from '../../../terminal/amounts.ts'
import { paint } from '../../../terminal/colours.ts'

/** An event as stored: one that another release wrote may lack any detail. */
export type Told<T> = T extends unknown ? { readonly [Detail in keyof T]?: T[Detail] | undefined } : never

/** Each event as a sentence for the operator. */
export type Sentences<Events> = { readonly [E in keyof Events]: (it: Told<Events[E]>) => string }

/** A missing detail shows as `?`: a story with a hole is still a story. */
export const said = (value: string | number | undefined): string => String(value ?? '?')

export const at = (value: string | undefined): string => (value === undefined ? '?' : price(value))

export const gained = (amount: string | undefined): string => (amount === undefined ? '?' : signed(amount))

/** The exchange's answer. */
export const answered = ({ outcome, code, message }: Told<Answered>): string =>
  outcome === 'accepted'
    ? paint.green('→ accepted')
    : outcome === 'refused'
      ? rejected({ code, message })
      : paint.red(`→ ${said(outcome)}${message ? `, ${message}` : ''}`)

/** The exchange's words begin with its code. */
export const rejected = ({ code, message }: Told<Pick<Answered, 'code' | 'message'>>): string =>
  paint.red(`→ rejected: ${message ?? said(code)}`)
