import { useState } from 'preact/hooks'
import { mostSignals } from '../../shown/change.ts'
import { paths } from '../../shown/paths.ts'
import type { SignalShown } from '../../shown/signal.ts'
import { ask, unanswered } from '../told/ask.ts'
import { signals } from '../told/told.ts'
import { SignalRow } from './signal-row.tsx'

const page = 100

/** All signals received so far, newest first; earlier ones on request. */
export function SignalFeed() {
  const [earlier, setEarlier] = useState<readonly SignalShown[]>([])
  const [said, setSaid] = useState('')
  const [isAll, setIsAll] = useState(false)
  const known = new Set(signals.value.map(({ id }) => id))
  const all = [...signals.value, ...earlier.filter(({ id }) => !known.has(id))]
  const askForEarlier = () =>
    ask<readonly SignalShown[]>(paths.signals, { limit: page, before: all.at(-1)?.at }).then(
      more => {
        setEarlier([...earlier, ...more])
        setIsAll(more.length < page)
        setSaid(more.length === 0 ? 'There are none before these.' : '')
      },
      error => setSaid(unanswered(error).error),
    )
  return (
    <section class="panel" aria-label="Signals">
      <header>
        <h2>Signals</h2>
        <span class="soft">{all.length} shown</span>
      </header>
      {all.length === 0 ? (
        <p class="empty">None came yet.</p>
      ) : (
        <ol class="feed">
          {all.map(each => (
            <SignalRow key={each.id} signal={each} />
          ))}
        </ol>
      )}
      <p class="soft" role="status">
        {said}
      </p>
      {!isAll && signals.value.length >= mostSignals && (
        <button type="button" onClick={() => void askForEarlier()}>
          Earlier ones
        </button>
      )}
    </section>
  )
}
