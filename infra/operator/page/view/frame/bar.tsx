import { useEffect } from 'preact/hooks'
import { signed } from '../../../../pictures/page/format.ts'
import { account, at, positions, stack } from '../told/told.ts'
import { Moment } from './ago.tsx'
import { Hearing } from './hearing.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { place, views } from './views.ts'

/** The bar on top of every view: what the page is connected to, its views, and whether it is live. */
export function Bar() {
  const { name = 'Quantum Trader', venue, canAct } = stack.value ?? {}
  useTitle()
  return (
    <header class="bar">
      <div>
        <span class="brand">
          <img src="/assets/icon.svg" alt="" />
          Quantum Trader
        </span>
        <span class={`badge ${venue === 'live' ? 'bad' : 'told'}`} title={name}>
          {venue ?? '…'}
        </span>
        {canAct === false && <span class="badge">read-only</span>}
        <nav aria-label="Views">
          {views.map(view => (
            <a
              key={view.hash}
              href={view.hash}
              aria-current={place.value.hash === view.hash ? 'page' : undefined}
            >
              {view.name}
            </a>
          ))}
        </nav>
        <span class="apart">
          <Hearing />
          <span class="clock soft" title="The market’s time, UTC">
            {at.value > 0 && <Moment when={at.value} />}
          </span>
          <ThemeSwitch />
        </span>
      </div>
    </header>
  )
}

/** The tab's title, often the only visible part of the page. */
function useTitle(): void {
  const { unrealised, asset } = account.value ?? {}
  const open = positions.value.length
  const title =
    open === 0 || unrealised === undefined
      ? 'Quantum Trader'
      : `${signed(unrealised)} ${asset} · ${open} open · Quantum Trader`
  useEffect(() => {
    document.title = title
  }, [title])
}
