import { ActionButton } from '../act/action-button.tsx'
import { positionIds, stack, whole } from '../told/told.ts'
import { AccountStrip } from './account-strip.tsx'
import { LatestSignals } from './latest-signals.tsx'
import { Notices } from './notices.tsx'
import { OtherOrders } from './other-orders.tsx'
import { PositionCard } from './position-card.tsx'
import { Readings } from './readings.tsx'

/** The present: the account, notices, each position with its chart, and the latest signals. */
export function NowView() {
  if (!whole.value) return <p class="empty">Waiting for the first answer …</p>
  return (
    <div class="stack">
      <h1 class="unseen">Now</h1>
      <AccountStrip />
      <Notices />
      <div class="columns">
        <section class="stack" aria-label="Positions">
          <Actions />
          <Positions />
          <OtherOrders />
        </section>
        <aside class="stack" aria-label="Signals and readings">
          <LatestSignals />
          <Readings />
        </aside>
      </div>
    </div>
  )
}

function Positions() {
  const ids = positionIds.value
  if (ids.length === 0) return <p class="panel empty">Nothing is open.</p>
  return (
    <ul class="positions">
      {ids.map(id => (
        <li key={id}>
          <PositionCard id={id} />
        </li>
      ))}
    </ul>
  )
}

/** Actions on all positions; on a read-only page, the reason. */
function Actions() {
  const { canAct, whyNot } = stack.value ?? {}
  const count = positionIds.value.length
  return (
    <header class="heading">
      <h2>{count === 1 ? '1 position' : `${count} positions`}</h2>
      {canAct === false && (
        <p id="why-not" class="badge">
          {whyNot ?? 'read-only'}
        </p>
      )}
      <span class="apart">
        <ActionButton asked={{ action: 'halt', reason: 'halted by the operator' }}>
          Halt entries…
        </ActionButton>
        <ActionButton asked={{ action: 'cancel', andClose: false }}>Cancel orders…</ActionButton>
        <ActionButton asked={{ action: 'flatten', halt: true }} isGrave>
          Flatten…
        </ActionButton>
      </span>
    </header>
  )
}
