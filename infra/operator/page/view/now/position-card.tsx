import { computed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { amount, none, signed, signedPercent, tone } from '../../../../pictures/page/format.ts'
import type { PositionShown } from '../../shown/position.ts'
import { ActionButton } from '../act/action-button.tsx'
import { Ago } from '../frame/ago.tsx'
import { storyAddress } from '../frame/views.ts'
import { orders, positions } from '../told/told.ts'
import { Levels } from './levels.tsx'
import { LiveChart } from './live-chart.tsx'
import { OrdersTable } from './orders-table.tsx'

/** A position with its chart. It is redrawn only when this position changed. */
export function PositionCard({ id }: { readonly id: string }) {
  const own = useMemo(() => computed(() => positions.value.find(each => each.id === id)), [id])
  const position = own.value
  if (!position) return null
  const {
    symbol,
    source,
    openedAt,
    lookedAt,
    tier,
    margin,
    asset = '',
    isOurs,
    differences,
    doubt,
  } = position
  return (
    <article class="position panel" aria-label={`${symbol} ${position.side ?? ''}`}>
      <Head position={position} />
      <p class="line">
        {isOurs ? (
          <span>
            from <bdi>{source ?? none}</bdi>
          </span>
        ) : (
          <span class="badge wary">not ours</span>
        )}
        {tier !== undefined && <span>tier {tier}</span>}
        {openedAt !== undefined && (
          <span>
            open <Ago since={openedAt} />
          </span>
        )}
        {lookedAt !== undefined && (
          <span>
            looked <Ago since={lookedAt} /> ago
          </span>
        )}
        {margin !== undefined && (
          <span>
            margin {amount(margin)} {asset}
          </span>
        )}
      </p>
      {(differences.length > 0 || doubt) && (
        <ul class="differs">
          {[...differences, ...(doubt ? [doubt] : [])].map(text => (
            <li key={text}>
              <span aria-hidden="true">■ </span>
              <bdi>{text}</bdi>
            </li>
          ))}
        </ul>
      )}
      <LiveChart position={position} />
      <Levels position={position} />
      <Orders position={position} />
      <footer>
        {isOurs && <a href={storyAddress(id)}>Its story</a>}
        <span class="apart">
          <ActionButton asked={{ action: 'cancel', symbol, andClose: false }} of={symbol}>
            Cancel orders…
          </ActionButton>
          {isOurs && (
            <ActionButton asked={{ action: 'close', symbol }} of={symbol} isGrave>
              Close…
            </ActionButton>
          )}
        </span>
      </footer>
    </article>
  )
}

function Head({ position }: { readonly position: PositionShown }) {
  const { symbol, side, leverage, state, marginPnl, unrealised, asset = '', closing } = position
  const colour = tone(unrealised ?? 0)
  return (
    <header>
      <h3>
        <bdi>{symbol}</bdi>
      </h3>
      {side && (
        <span class={`badge ${side === 'long' ? 'good' : 'bad'}`}>
          <span aria-hidden="true">{side === 'long' ? '▲' : '▼'}</span> {side}
          {leverage !== undefined && ` ${leverage}×`}
        </span>
      )}
      {state && state !== 'open' && (
        <span class="badge wary">
          {state}
          {closing && `: ${closing.reason}`}
        </span>
      )}
      <span class="pnl">
        {marginPnl !== undefined && (
          <>
            <b class={colour}>{signedPercent(marginPnl)}</b>
            <span class="unseen"> of margin</span>{' '}
          </>
        )}
        <span class={colour}>{unrealised === undefined ? none : `${signed(unrealised)} ${asset}`}</span>
      </span>
    </header>
  )
}

/** Orders of both books with owner and purpose. Unfolded if one is odd. */
function Orders({ position: { symbol, id, liveStops, isOurs } }: { readonly position: PositionShown }) {
  const own = useMemo(() => computed(() => orders.value.filter(each => each.symbol === symbol)), [symbol])
  const key = JSON.stringify(own.value.map(order => order.key))
  // Returns the same list while its orders are the same: ids identify them.
  const list = useMemo(() => own.value, [key])
  const odd = list.filter(({ isOdd, owner }) => isOdd || (isOurs && owner !== id)).length
  const stops = liveStops === undefined ? '' : liveStops === 1 ? ', 1 stop' : `, ${liveStops} stops`
  return (
    <details open={odd > 0}>
      <summary>
        {list.length === 1 ? '1 order' : `${list.length} orders`}
        {stops}
        {odd > 0 && (
          <>
            {' '}
            <span class="badge bad">{odd} not asked for</span>
          </>
        )}
      </summary>
      {list.length > 0 && <OrdersTable orders={list} label={`Orders of ${symbol}`} />}
    </details>
  )
}
