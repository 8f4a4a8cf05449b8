import { span } from '../../../../pictures/page/format.ts'
import { at } from '../told/told.ts'

/** How long ago something was, in the market's time; only this element is redrawn as time passes. */
export function Ago({ since }: { readonly since: number }) {
  return <>{span(Math.max(0, at.value - since))}</>
}

/** Time until something. */
export function Until({ then }: { readonly then: number }) {
  return <>{span(Math.max(0, then - at.value))}</>
}

/** `01:20:31`, UTC; the day is in the tooltip. */
export function Moment({ when }: { readonly when: number }) {
  const iso = new Date(when).toISOString()
  return (
    <time dateTime={iso} title={`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`}>
      {iso.slice(11, 19)}
    </time>
  )
}
