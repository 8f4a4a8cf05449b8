import { none } from '../../../../pictures/page/format.ts'
import type { SignalShown } from '../../shown/signal.ts'
import { Moment } from '../frame/ago.tsx'
import { storyAddress } from '../frame/views.ts'

/** A signal, its verdict with the reason, and a link to its position. */
export function SignalRow({ signal }: { readonly signal: SignalShown }) {
  const { id, at, verdict, reason, detail, source = none, symbol = none, action = none } = signal
  const { position, failure } = signal
  const isAccepted = verdict === 'accepted'
  return (
    <li title={id}>
      <Moment when={at} />
      <span class="what">
        <b>
          <bdi>{symbol}</bdi>
        </b>
        <bdi>{action}</bdi>
        <span class={`badge ${isAccepted ? 'good' : 'wary'}`}>
          <span aria-hidden="true">{isAccepted ? '✓' : '✕'}</span>{' '}
          {isAccepted ? verdict : (reason ?? verdict)}
        </span>
      </span>
      <span class="why">
        {position && (
          <>
            <a href={storyAddress(position)}>
              story<span class="unseen"> of {symbol}</span>
            </a>{' '}
          </>
        )}
        from <bdi>{source}</bdi>
        {detail && (
          <>
            : <bdi>{detail}</bdi>
          </>
        )}
        {failure && (
          <span class="down">
            {' '}
            ■ <bdi>{failure}</bdi>
          </span>
        )}
      </span>
    </li>
  )
}
