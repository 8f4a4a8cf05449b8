import { span } from '../../../../pictures/page/format.ts'
import { at } from '../told/told.ts'

/** How long ago something was, in the market's time: it alone is drawn again as time passes. */
export function Ago({ since }: { readonly since: number }) {
  return <>{span(Math.max(0, at.value - since))}</>
}

/** How long there is until something. */
export function Until({ then }: { readonly then: number }) {
  return <>{span(Math.max(0, then - at.value))}</>
}

/** `01:20:31`, UTC, with its day where that is looked for. */
export function Moment({ when }: { readonly when: number }) {
  const iso = new Date(when).toISOString()
  return (
    <time dateTime={iso} title={`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`}>
      {iso.slice(11, 19)}
    </time>
  )
}
