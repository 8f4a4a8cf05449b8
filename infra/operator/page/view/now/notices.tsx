import type { ComponentChildren } from 'preact'
import { amount } from '../../../../pictures/page/format.ts'
import { ActionButton } from '../act/action-button.tsx'
import { Until } from '../frame/ago.tsx'
import { account, alarms, missing, reading } from '../told/told.ts'

interface NoticeProps {
  readonly kind: 'bad' | 'wary'
  readonly what: string
  readonly children: ComponentChildren
}

/** What the operator should know, gravest first; a sign and a word accompany the colour. */
function Notice({ kind, what, children }: NoticeProps) {
  return (
    <li class={`notice ${kind}`}>
      <span aria-hidden="true">{kind === 'bad' ? '■' : '▲'}</span>
      <b>{what}</b>
      <span>{children}</span>
    </li>
  )
}

/** Halts, locks, alarms, differences and failed readings. Empty when all is well. */
export function Notices() {
  const known = account.value
  const list = [
    ...(known?.halts ?? []).map(({ by, why, canLift }) => (
      <Notice key={`halt ${by}`} kind="bad" what="Entries are halted">
        <bdi>{by}</bdi>: <bdi>{why}</bdi>{' '}
        {canLift && <ActionButton asked={{ action: 'resume' }}>Resume…</ActionButton>}
      </Notice>
    )),
    ...(alarms.value?.list ?? [])
      .filter(({ state }) => state === 'on')
      .map(({ name, words }) => (
        <Notice key={`alarm ${name}`} kind="bad" what={`Alarm ${name}`}>
          {words}
        </Notice>
      )),
    ...missing.value.map(({ symbol, clientId }) => (
      <Notice key={`missing ${clientId}`} kind="bad" what="Order missing">
        <bdi>{symbol}</bdi>: <bdi>{clientId}</bdi> is intended and not on the exchange
      </Notice>
    )),
    ...(known?.differences ?? []).map(difference => (
      <Notice key={`difference ${difference}`} kind="bad" what="Differs">
        <bdi>{difference}</bdi>
      </Notice>
    )),
    ...(known?.unknownResults ?? []).map(({ position, symbol, worstLoss }) => (
      <Notice key={`unknown ${position}`} kind="wary" what="Result not known yet">
        <bdi>{symbol}</bdi> counts as a loss of {amount(worstLoss)} until it is
      </Notice>
    )),
    ...(known?.locks ?? []).map(({ what, symbol, side, until }) => (
      <Notice key={`lock ${what} ${symbol} ${side}`} kind="wary" what="Protection">
        <bdi>{what}</bdi>, for <Until then={until} /> more
      </Notice>
    )),
    ...(reading.value ?? []).flatMap(({ what, failure }) =>
      failure === undefined
        ? []
        : [
            <Notice key={`reading ${what}`} kind="wary" what={`The ${what} cannot be read`}>
              <bdi>{failure}</bdi>
            </Notice>,
          ],
    ),
  ]
  return list.length === 0 ? null : <ul class="notices">{list}</ul>
}
