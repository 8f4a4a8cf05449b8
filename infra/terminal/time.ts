/** `2025-02-03 02:07:31 UTC (03:07:31 here)`; the local time only if it differs. */
export function moment(at: number): string {
  const utc = `${iso(at).slice(0, 10)} ${iso(at).slice(11, 19)} UTC`
  return new Date(at).getTimezoneOffset() === 0 ? utc : `${utc} (${localTime(at)} here)`
}

/** `02:07:31.250`, UTC. */
export const clockTime = (at: number): string => iso(at).slice(11, 23)

const iso = (at: number) => new Date(at).toISOString()

function localTime(at: number): string {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map(part => String(part).padStart(2, '0'))
    .join(':')
}

/** `350 ms`, `12.5 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. */
export function span(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 90_000) return `${(ms / 1_000).toFixed(1)} s`
  const minutes = Math.round(ms / 60_000)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}
