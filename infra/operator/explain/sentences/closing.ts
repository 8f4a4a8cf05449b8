import type { ClosingEvents } from '#domain/events/closing.ts'
import { percent } from '../../../terminal/amounts.ts'
import { lacking } from '../../report/lacking.ts'
import { answered, at, gained, type Sentences, said, type Told } from './words.ts'

const came = (it: Told<ClosingEvents['result-known']>): string =>
  `closed at ${at(it.exitPrice)} by ${said(it.reason)}: net ${gained(it.netPnl)} (gross ${gained(it.grossPnl)}, fees ${at(it.fees)}, funding ${at(it.funding)})`

export const closing = {
  'close-decided': it =>
    `to be closed: ${said(it.reason)} at ${it.marginPnl === undefined ? '?' : percent(it.marginPnl)} of margin, mark ${at(it.mark)}`,
  closing: it => `closing begins: ${said(it.reason)}`,
  'close-sent': it =>
    `sent close ${said(it.side)} ${said(it.quantity)} at market${it.reason ? ` (${it.reason})` : ''} ${answered(it)}`,
  cancelling: it => `cancels ${said(it.type)} ${said(it.clientId)}`,
  'books-empty': it =>
    `both books read empty${it.spared ? ` but for ${it.spared} orders of others, which are left alone` : ''}`,
  closed: it =>
    it.provisional
      ? `closed by ${said(it.reason)}; its result is not known yet: ${lacking({ provisional: it.provisional })}`
      : came(it),
  'result-known': it => `history shows all of it now: ${came(it)}`,
  'result-not-known': () => 'history does not show what it came to; an operator has to say it',
  'result-told': it => `the ${said(it.by)} said what it came to: net ${gained(it.netPnl)}`,
} satisfies Sentences<ClosingEvents>
