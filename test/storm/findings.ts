import type { PositionLifetime } from '#paper/audit/ledger.ts'
import type { NakedKind } from '#paper/audit/naked.ts'

export const promises = {
  P1: 'never naked',
  P2: 'once',
  P3: 'clean',
  P4: 'no flip',
  P5: 'never looser',
  P6: 'nothing forgotten, nothing stolen',
  P7: 'alone',
  P8: 'accounted',
  P9: 'heard',
  P10: 'as told',
  P11: 'patient',
} as const
export type PromiseName = keyof typeof promises

export interface Violation {
  readonly promise: PromiseName
  readonly what: string
}

/** Reports a broken promise, and how it broke. */
export type Find = (promise: PromiseName, what: string) => void

export const nameOf = ({ symbol, side, openedAt }: PositionLifetime): string =>
  `the ${side} ${symbol} of ${face(openedAt)}`
export const face = (at: number): string => new Date(at).toISOString().slice(11, 23)

/** Milliseconds in which a position had neither a live stop nor an exit on its way, by cause. */
export type NakedMs = Readonly<Record<NakedKind, number>>

export interface Findings {
  readonly violations: readonly Violation[]
  /** Of every position that was opened. */
  readonly naked: readonly NakedMs[]
}
