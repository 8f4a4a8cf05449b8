import type { ClosingEvents } from '#domain/events/closing.ts'
import { exitOf } from '#figures/exit.ts'
import { percent } from '../../../terminal/amounts.ts'
import { counted } from '../../../terminal/counted.ts'
import { lacking } from '../../report/lacking.ts'
import { answered, at, gained, type Sentences, said, type Told } from './words.ts'

const closedBy = ({ reason, tier }: Told<ClosingEvents['closed']>): string =>
  `by ${reason ? exitOf(reason, tier ?? 0) : '?'}`

const money = (it: Told<ClosingEvents['result-known']>): string =>
  `net ${gained(it.netPnl)} (gross ${gained(it.grossPnl)}, fees ${at(it.fees)}, funding ${at(it.funding)})`

export const closing = {
  'close-decided': it =>
    `to be closed: ${said(it.reason)} at ${it.marginPnl === undefined ? '?' : percent(it.marginPnl)} of margin, mark ${at(it.mark)}`,
  closing: it => `closing begins: ${said(it.reason)}`,
  'close-sent': it =>
    `sent close ${said(it.side)} ${said(it.quantity)} at market${it.reason ? ` (${it.reason})` : ''} ${answered(it)}`,
  cancelling: it => `cancels ${said(it.type)} ${said(it.clientId)}`,
  'books-empty': it =>
    `both books read empty${it.spared ? ` but for ${counted(Number(it.spared), 'order')} of others, left alone` : ''}`,
  'flip-follows': it => `flat: the signal ${said(it.signalId)} goes on, to be entered as a ${said(it.side)}`,
  closed: it =>
    it.provisional
      ? `closed ${closedBy(it)}; its result is not known yet: ${lacking({ provisional: it.provisional })}`
      : `closed at ${at(it.exitPrice)} ${closedBy(it)}: ${money(it)}`,
  'result-known': it => `the exchange shows all of it now: closed at ${at(it.exitPrice)}, ${money(it)}`,
  'result-not-known': () => 'the exchange does not show its result; an operator has to set it',
  'result-told': it => `the ${said(it.by)} set its result: net ${gained(it.netPnl)}`,
} satisfies Sentences<ClosingEvents>
