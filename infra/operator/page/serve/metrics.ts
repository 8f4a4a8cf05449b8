import { Gauge, Registry } from 'prom-client'
import type { Known } from '../read/known.ts'
import type { Whole } from '../shown/change.ts'

export const metricsType = Registry.OPENMETRICS_CONTENT_TYPE

type Labels = Readonly<Record<string, string>>
/** Values by their labels; unknown ones are absent. */
type Values = readonly (readonly [labels: Labels, value: number | string | undefined])[]

/** The present state as OpenMetrics. The functions' counts are those of the last measured minute. */
export async function metricsText(whole: Whole, known: Known): Promise<string> {
  const registry = new Registry<typeof metricsType>()
  registry.setContentType(metricsType)
  for (const [name, help, values] of metricsOf(whole, known)) {
    const told = values.flatMap(([labels, value]) => {
      const number = Number(value)
      return value === undefined || !Number.isFinite(number) ? [] : [{ labels, number }]
    })
    if (told.length === 0) continue
    const labelNames = [...new Set(told.flatMap(({ labels }) => Object.keys(labels)))]
    const gauge = new Gauge({ name: `quantum_trader_${name}`, help, labelNames, registers: [registry] })
    for (const { labels, number } of told) gauge.set(labels, number)
  }
  return registry.metrics()
}

const metricsOf = (whole: Whole, known: Known): readonly Metric[] => [
  ...ofAccount(whole),
  ...ofPositions(whole),
  ...ofHealth(whole, known),
]

type Metric = readonly [name: string, help: string, values: Values]
const one = (value: number | string | undefined, labels: Labels = {}): Values => [[labels, value]]
const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1_000)

const ageOf = (since: number | undefined, at: number) =>
  since === undefined ? undefined : seconds(Math.max(0, at - since))

function hears(watch: Whole['now']['watch']): Values {
  const { state } = watch?.sentinel ?? {}
  return one(state === undefined || state === 'not-wanted' ? undefined : Number(state === 'hears'))
}

function ofAccount({ now: { account } }: Whole): readonly Metric[] {
  if (!account) return []
  const { asset, day, slots } = account
  return [
    ['wallet', 'Wallet balance.', one(account.wallet, { asset })],
    ['available', 'Free to open positions with.', one(account.available, { asset })],
    ['unrealised_pnl', 'Of all that is open, at mark.', one(account.unrealised, { asset })],
    ['day_net', 'Net result of the UTC day.', one(day.net, { asset })],
    ['day_at_risk', 'What open positions and unknown results may still lose.', one(day.atRisk, { asset })],
    ['day_loss_cap', 'The daily loss at which no entry is taken.', one(day.cap, { asset })],
    ['slots_taken', 'Slots that positions hold.', one(slots.taken)],
    ['slots_most', 'Slots that there are.', one(slots.most)],
    ['entries_halted', 'How many halts are on entries.', one(account.halts.length)],
    ['entry_locks', 'How many locks protections hold on entries.', one(account.locks.length)],
    [
      'unmanaged_symbols',
      'Symbols with positions or orders that are not ours.',
      one(account.unmanaged.length),
    ],
    ['account_differences', 'Differences between exchange and table.', one(account.differences.length)],
  ]
}

function ofPositions({ now: { positions } }: Whole): readonly Metric[] {
  const ours = positions.filter(({ isOurs }) => isOurs)
  const each = (value: (position: (typeof ours)[number]) => number | string | undefined): Values =>
    ours.map(position => [
      {
        position: position.id,
        symbol: position.symbol,
        side: position.side ?? '',
        source: position.source ?? '',
      },
      value(position),
    ])
  return [
    ['open_positions', 'Positions that hold a slot.', one(ours.length)],
    ['position_pnl', 'Unrealised result at mark.', each(it => it.unrealised)],
    ['position_margin_pnl_ratio', 'The same as a share of the margin.', each(it => it.marginPnl)],
    ['position_margin', 'What its entry bound.', each(it => it.margin)],
    ['position_mark_price', 'Mark price.', each(it => it.markPrice)],
    ['position_stop_price', 'Where its stop stands.', each(it => it.stops.at(-1)?.price)],
    ['position_tier', 'The highest tier that the ladder reached.', each(it => it.tier)],
    ['position_live_stops', 'Its stops on the exchange.', each(it => it.liveStops)],
    ['position_opened_timestamp_seconds', 'When it was opened.', each(it => seconds(it.openedAt))],
  ]
}

function ofHealth({ now, invalidWaiting }: Whole, { measured }: Known): readonly Metric[] {
  const { watch, alarms, weight, missing, at, reading } = now
  return [
    ['market_time_seconds', 'The time of the market that is traded.', one(seconds(at))],
    ['last_tick_age_seconds', 'Since the watch looked last.', one(ageOf(watch?.tickAt, at))],
    ['watch_late', '1 if the watch’s next look is overdue.', one(watch && Number(watch.isLate))],
    ['sentinel_hears', '1 if a sentinel hears the account; absent if none is needed.', hears(watch)],
    [
      'sentinel_heard_age_seconds',
      'Since the sentinel held the account’s stream last.',
      one(ageOf(watch?.sentinel?.heldAt, at)),
    ],
    ['alarms_on', 'Alarms that are on.', one(alarms?.on)],
    ['missing_orders', 'Orders that a position intends and the exchange does not show.', one(missing.length)],
    ['invalid_messages', 'Messages in the invalid queue.', one(invalidWaiting)],
    ['ticks', 'Looks of the watch in the minute.', one(measured?.ticks)],
    [
      'unprotected_looks',
      'Looks that saw a position without a stop in the minute.',
      one(measured?.unprotected),
    ],
    [
      'naked_milliseconds',
      'The longest that a position was without a stop in the minute.',
      one(measured?.nakedMs),
    ],
    [
      'request_weight',
      'Request weight that the functions spent in the minute.',
      one(measured?.requestWeight),
    ],
    [
      'used_weight',
      'The exchange’s count for the functions’ address, the minute’s highest.',
      one(measured?.usedWeight),
    ],
    ['request_weight_limit', 'Request weight that the exchange allows in a minute.', one(weight?.most)],
    [
      'page_request_weight',
      'Request weight that this page spent in the last minute.',
      one(weight?.byThisPage),
    ],
    ['signals_accepted', 'Signals that were accepted in the minute.', one(measured?.signalsAccepted)],
    ['signals_refused', 'Signals that were rejected in the minute.', one(measured?.signalsRefused)],
    [
      'reading_failed',
      '1 if it cannot be read now.',
      reading.map(({ what, failure }) => [{ what }, Number(failure !== undefined)]),
    ],
  ]
}
