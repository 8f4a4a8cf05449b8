import { signal } from '@preact/signals'
import { applied, type Change, type Whole } from '../../shown/change.ts'
import { paths } from '../../shown/paths.ts'
import { announceChange } from './announced.ts'
import { forgetCandles, tellCandles } from './candles.ts'
import { beforeNextFrame } from './frames.ts'
import { beginnings, whole } from './told.ts'

/** State of the connection; `over`: the cookie is no longer valid, so retrying is useless. */
export type Hearing = 'beginning' | 'live' | 'lost' | 'over'

export const hearing = signal<Hearing>('beginning')

/** Pauses between tries, in milliseconds; the last one repeats. */
const waits = [500, 1_000, 2_000, 4_000]

/** Listens from now on. Whatever was missed while the server was away comes with the whole state. */
export function listen(): void {
  let tries = 0
  const open = () => {
    const source = new EventSource(paths.live)
    source.addEventListener('whole', ({ data }) => {
      tries = 0
      const told = JSON.parse(data) as Whole
      beforeNextFrame(() => {
        announceChange(whole.peek(), told)
        forgetCandles()
        whole.value = told
        beginnings.value += 1
        hearing.value = 'live'
      })
    })
    source.addEventListener('change', ({ data }) => {
      const told = JSON.parse(data) as Change
      beforeNextFrame(() => tell(told))
    })
    source.addEventListener('error', () => {
      // After some answers the browser stops retrying for good, and does not say which answer it got.
      source.close()
      hearing.value = 'lost'
      setTimeout(again, waits[Math.min(tries++, waits.length - 1)])
    })
  }
  const again = async () => {
    const answer = await fetch(paths.now).catch(() => undefined)
    if (answer?.status === 401 || answer?.status === 403) hearing.value = 'over'
    else open()
  }
  open()
}

function tell(change: Change): void {
  const before = whole.peek()
  if (!before) return
  const after = applied(before, change)
  announceChange(before, after)
  whole.value = after
  if (change.candles) tellCandles(change.candles)
}
