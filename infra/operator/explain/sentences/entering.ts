import type { EntryEvents } from '#domain/events/entering.ts'
import { at, rejected, type Sentences, said, type Told } from './words.ts'

const sent = ({ side, quantity, price }: Told<EntryEvents['entry-unresolved']>): string =>
  `sent entry ${said(side)} ${said(quantity)} at ${at(price)}`

export const entering = {
  'entry-accepted': it => `${sent(it)} → ${said(it.status)}, filled ${said(it.filled)}`,
  'entry-refused': it => `${sent(it)} ${rejected(it)}`,
  'entry-unresolved': it => `${sent(it)} → no answer (${said(it.message)}); it is looked for`,
  'entry-abandoned': it => `given up: ${said(it.reason)}, ${said(it.detail)}`,
  'entry-filled': it =>
    `filled ${said(it.side)} ${said(it.quantity)} at ${at(it.entryPrice)}, ${said(it.leverage)}x, fees ${at(it.fees)}; first stop at ${at(it.stop)} → ${said(it.stopOutcome)}`,
  adopted: it => {
    const found = `taken over: ${said(it.side)} ${said(it.quantity)}`
    return 'was' in it
      ? `${found}, it was ${said(it.was)}`
      : `${found}, entered at ${at('entryPrice' in it ? it.entryPrice : undefined)}`
  },
} satisfies Sentences<EntryEvents>
