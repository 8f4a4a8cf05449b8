import { expected, means, type Reading } from './adapter.ts'

const time =
  'a time: seconds or milliseconds since 1970, or ISO 8601 like 2025-02-03T02:00:00Z (UTC without an offset)'

/** Milliseconds, from a number or a text. */
export function timeSaid(value: unknown): Reading {
  const at = typeof value === 'number' || typeof value === 'string' ? timeOf(String(value).trim()) : undefined
  return at === undefined ? expected(time) : means(at)
}

/** Seconds, milliseconds or microseconds since 1970 (from 1973 to 5138), or ISO 8601; UTC if it names no zone. */
export function timeOf(text: string): number | undefined {
  if (/^\d{1,17}(\.\d{1,12})?$/.test(text)) {
    const value = Number(text)
    if (value >= 1e8 && value < 1e11) return Math.round(value * 1000)
    if (value >= 1e11 && value < 1e14) return Math.round(value)
    return value >= 1e14 && value < 1e17 ? Math.floor(value / 1000) : undefined
  }
  const [, day, clock = '00:00', second = ':00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:(?:T|\s)(\d\d:\d\d)(:\d\d(?:[.,]\d{1,9})?)?\s?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
      text,
    ) ?? []
  if (day === undefined || !isDay(day)) return undefined
  const at = Date.parse(`${day}T${clock}${second.replace(',', '.')}${offsetOf(zone)}`)
  return Number.isNaN(at) ? undefined : at
}

/**
 * Also accepts an operator's short forms: `2025` and `2025-02` are their first moment. The result is the same in every
 * time zone of the machine.
 */
export const momentOf = (text: string): number | undefined =>
  timeOf(/^\d{4}(-\d\d)?$/.test(text) ? `${text}-01-01`.slice(0, 10) : text)

function offsetOf(zone: string): string {
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  return sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`
}

/** Date.parse turns 30 February into 2 March. */
function isDay(day: string): boolean {
  const at = Date.parse(day)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
}
