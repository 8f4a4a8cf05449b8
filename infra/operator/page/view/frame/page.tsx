import { ActionDialog } from '../act/action-dialog.tsx'
import { CameToView } from '../came-to/came-to-view.tsx'
import { HappenedView } from '../happened/happened-view.tsx'
import { NowView } from '../now/now-view.tsx'
import { announced } from '../told/announced.ts'
import { Bar } from './bar.tsx'
import { Lost } from './hearing.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { place, type ViewHash } from './views.ts'

/** The whole page: the bar, the view that the address names, and the dialog over both. */
export function Page() {
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the view
      </button>
      <Bar />
      <Lost />
      <main id="view" class="view" tabIndex={-1}>
        <View hash={place.value.hash} />
      </main>
      <footer class="foot">
        <ThemeSwitch />
        <p>
          Charts: TradingView Lightweight Charts™. Copyright (c) 2026 TradingView, Inc. Apache License 2.0.{' '}
          <a href="https://www.tradingview.com/" rel="noopener noreferrer">
            https://www.tradingview.com/
          </a>
        </p>
      </footer>
      <div class="unseen" role="status" aria-live="polite">
        {announced.value}
      </div>
      <ActionDialog />
    </>
  )
}

/** A button, not a link: the address's hash names views, so it cannot name the skip target. */
const skip = () => document.getElementById('view')?.focus()

function View({ hash }: { readonly hash: ViewHash }) {
  switch (hash) {
    case '#now':
      return <NowView />
    case '#happened':
      return <HappenedView />
    case '#came-to':
      return <CameToView />
    default:
      return hash satisfies never
  }
}
