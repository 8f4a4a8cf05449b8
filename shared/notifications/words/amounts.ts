import { dec } from '#domain/decimal.ts'

/** `+12.34`, `-1.00`. */
export const gained = (amount: string): string => `${dec(amount).gte(0) ? '+' : ''}${money(amount)}`

export const money = (amount: string): string => dec(amount).toFixed(2)

/** A price or quantity without insignificant digits. */
export const exact = (value: string): string => dec(value).toSignificantDigits(8).toFixed()

/** A signed percentage of a whole: `-0.25 %`; undefined unless the whole is above 0. */
export const share = (part: string, whole: string): string | undefined =>
  dec(whole).gt(0) ? `${gained(dec(part).div(whole).times(100).toFixed())} %` : undefined

/** `350 ms`, `12 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. */
export function span(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const minutes = Math.round(ms / 60_000)
  if (ms < 90_000) return `${Math.round(ms / 1_000)} s`
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** `2025-02-03`. */
export const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** `02:07`, UTC. */
export const hour = (at: number): string => new Date(at).toISOString().slice(11, 16)
