import { SignalRow } from '../happened/signal-row.tsx'
import { signals } from '../told/told.ts'

const most = 12

/** The latest signals and their outcomes. */
export function LatestSignals() {
  const latest = signals.value.slice(0, most)
  return (
    <section class="panel" aria-label="Latest signals">
      <header>
        <h2>Signals</h2>
        <a href="#happened">all of them</a>
      </header>
      {latest.length === 0 ? (
        <p class="empty">None came yet.</p>
      ) : (
        <ol class="feed">
          {latest.map(each => (
            <SignalRow key={each.id} signal={each} />
          ))}
        </ol>
      )}
    </section>
  )
}
