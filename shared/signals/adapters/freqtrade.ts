import { type Adapter, expected, means, type Read, type Reading } from '../adapter.ts'
import { type Fields, type Said, saidAs, textOf } from '../fields.ts'
import { ofOurExchange } from '../symbols.ts'
import { timeSaid } from '../times.ts'
import { readUsual, usualNames } from '../usual.ts'
import { readWebhookId } from '../webhook-id.ts'
import { askedFor } from '../words.ts'

const eventNames = ['type', 'event', 'action']
const entries = ['entry', 'entry_fill']
const exits = ['exit', 'exit_fill']
/** Events on which nothing is traded. */
const others = [
  'entry_cancel',
  'exit_cancel',
  'status',
  'startup',
  'warning',
  'protection_trigger',
  'strategy_msg',
]

/** Field names that no other shape has. */
export const ofFreqtrade = [
  'tradeid',
  'entertag',
  'exitreason',
  'stakeamount',
  'stakecurrency',
  'subtrade',
  'isfinalexit',
]

/** Whether a field holds an event's name that only freqtrade uses. */
export const isFreqtradeEvent = (fields: Fields): boolean =>
  fields.has('pair') &&
  saidAs(fields, eventNames).some(({ value }) => [...entries, ...exits, ...others].includes(textOf(value)))

/** Messages of its webhook, as JSON or as a form: https://www.freqtrade.io/en/stable/webhook-config lists the fields. */
export const freqtrade: Adapter = {
  read: fields => {
    const [event] = saidAs(fields, eventNames)
    const isExit = exits.includes(textOf(event?.value))
    const ofTrade = idOf(fields, isExit ? 'exit' : 'entry')
    const time = isExit ? 'closedate' : 'opendate'
    const names = {
      ...usualNames,
      timestamp: [...usualNames.timestamp, time],
      // freqtrade numbers its trades from 1 again with a new database.
      id: [],
    }
    return ofOurExchange(fields, [
      ...readUsual(fields, names),
      ...(event ? [actionOf(fields, event)] : []),
      ...(ofTrade.length > 0 ? ofTrade : readWebhookId(fields)),
    ])
  },
  missing: {
    symbol: '"pair": "{pair}" in freqtrade’s webhook',
    action: '"type": "entry" or "type": "exit" in freqtrade’s webhook, with "direction": "{direction}"',
    timestamp:
      '"open_date": "{open_date}" of an entry, or "close_date": "{close_date}" of an exit, in freqtrade’s webhook',
  },
}

function actionOf(fields: Fields, event: Said): Read {
  const beside = saidAs(fields, ['direction', 'subtrade', 'isfinalexit'])
  return { field: 'action', said: event, reading: doneBy(fields, textOf(event.value)), beside }
}

function doneBy(fields: Fields, event: string): Reading {
  const says = (name: string) => textOf(saidAs(fields, [name])[0]?.value).toLowerCase()
  if (says('subtrade') === 'true' && says('isfinalexit') !== 'true')
    return expected(
      'a whole entry or exit, got a part of one (sub_trade): a part of a position is not traded by signals, the ladder does that',
    )
  if (exits.includes(event)) return means('CLOSE')
  if (!entries.includes(event))
    return expected(`${[...entries, ...exits].join(', ')}: leave other events out of freqtrade’s webhook`)
  const side = askedFor(saidAs(fields, ['direction'])[0]?.value)
  return side === 'BUY' || side === 'SELL'
    ? means(side)
    : expected('"direction": "{direction}" beside it, Long or Short')
}

/** One id for the entry and one for the exit of each trade, however often they are sent. */
function idOf(fields: Fields, what: 'entry' | 'exit'): readonly Read[] {
  const [trade] = saidAs(fields, ['tradeid'])
  const [began] = saidAs(fields, ['opendate'])
  const at = began && timeSaid(began.value)
  if (!trade || !began || !at || !('means' in at)) return []
  return [{ field: 'id', said: trade, reading: means(`${trade.value}@${at.means}/${what}`), beside: [began] }]
}
