import { closeReceives, tradeReceives } from '#domain/retry.ts'
import { createFaults } from '#paper/faults/faults.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { createState } from '#table/state.ts'
import { scheduler } from '../../infra/lab/scheduler.ts'
import type { Asked, SentSignal } from '../../infra/local/audit/oracle/testimony.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { plainTable } from '../table/memory-table.ts'
import { rememberingAccounts } from './account-history.ts'
import { askedFor } from './asked-for.ts'
import { judge } from './audit.ts'
import { type Chance, chance } from './chance.ts'
import { crowds } from './crowds.ts'
import { damagedRecord } from './damaged-record.ts'
import { deafStops } from './deaf-stops.ts'
import { type Alarmed, erringRules } from './erring-rules.ts'
import type { Cancellation } from './faulty-wire.ts'
import type { NakedMs, Violation } from './findings.ts'
import { functions, someAddresses, theAddress } from './functions.ts'
import { halts } from './halts.ts'
import type { Heard } from './heard.ts'
import type { Sky } from './invocation.ts'
import { killSwitch } from './kill-switch.ts'
import { lateHistory } from './late-history.ts'
import { listings, otherRules } from './listing.ts'
import { notingSettings, type SymbolSetting } from './noted-settings.ts'
import { oddRows } from './odd-rows.ts'
import { outsiders } from './outsiders.ts'
import type { Impatience, Refused } from './patience.ts'
import { planSignals, send } from './planned-signals.ts'
import { stormPrices, stormStart } from './prices.ts'
import { protectionsOf } from './protections.ts'
import { fifoQueue } from './queues.ts'
import { releases } from './releases.ts'
import { spenders } from './spenders.ts'
import { wakes } from './wakes.ts'
import { theWatch } from './watch.ts'
import { type Fault, weather } from './weather.ts'

const start = stormStart
const second = 1_000
/** Signals and faults, then a calm in which the functions must put everything right, then every position is closed. */
const signalsUntil = start + 150 * second
/** A ban is two minutes long, and over in the calm. */
const bansUntil = start + 160 * second
const faultsUntil = start + 210 * second
const closedAt = start + 330 * second
/** Where other clients' positions are adopted, one may come two minutes after a late ban. */
const overAt = (adoptsAll: boolean): number => start + (adoptsAll ? 570 : 480) * second
/** How much of recorded prices a storm takes; after their end the last stays. */
const pricesMs = 600 * second
const symbols = ['ETHUSDT', 'SOLUSDT', 'XRPUSDT']
const keys = { apiKey: 'storm', secret: 'storm-secret' }

export interface StormOptions {
  /** The faults, and the signals, that a shrunken storm still has; all by default. */
  readonly onlyFaults?: ReadonlySet<string>
  readonly onlySignals?: ReadonlySet<string>
  /** Hears every step. */
  readonly tell?: (line: string) => void
}

export interface Storm {
  readonly seed: number
  readonly steps: number
  readonly faults: readonly Fault[]
  readonly signals: readonly string[]
  /** How long each opened position was unprotected. */
  readonly naked: readonly NakedMs[]
  readonly ticks: number
  readonly violations: readonly Violation[]
}

/** One storm over the whole system, the same for the same seed at any time on any machine. */
export async function runStorm(seed: number, options: StormOptions = {}): Promise<Storm> {
  const dice = chance(seed)
  const time = scheduler(start)
  const clear = weather(dice, faultsUntil, options.onlyFaults)
  const tell = (line: string) => options.tell?.(`${clockFace(time.now())}  ${line}`)
  const sky: Sky = { scheduler: time, chance: dice, weather: clear, tell }
  const faults = createFaults()
  const market = stormPrices(dice, start - 60 * second, pricesMs)
  const venue = createPaperVenue({
    faults,
    store: createMemoryStore(),
    feed: market,
    clock: time,
    rules: shippedRules,
    settings: { ...keys, latencyMs: 0 },
  })
  const environment = environmentOf(dice)
  const configuration = loadConfiguration(environment)
  const adoptsAll = configuration.adopt === 'all'
  const over = overAt(adoptsAll)
  const { documents, accounts } = rememberingAccounts(plainTable().documents, time.now)
  const state = createState({ documents, table: 'memory', clock: time })
  await state.account.open(configuration.venue, configuration.killSwitch)

  const cancellations: Cancellation[] = []
  const impatient: Impatience[] = []
  const refused: Refused[] = []
  const oneAddress = dice.share('one address') < 0.4
  const heard: Heard[] = []
  const settings: SymbolSetting[] = []
  const asked: Asked[] = []
  const sent: SentSignal[] = []
  const trades = fifoQueue(
    sky,
    'trade',
    (delivery, body, handBack) => system.execute(`executor ${delivery}`, body, handBack),
    tradeReceives(configuration.signalMaxAgeSeconds * 1_000),
  )
  const closes = fifoQueue(
    sky,
    'close',
    (delivery, body) => system.close(`close ${delivery}`, body, 'queue'),
    closeReceives,
  )
  const deployed = releases(sky, [start + 10 * second, faultsUntil], role => system.replace(role))
  const watch = theWatch(sky, () => system, deployed)
  const sentinel = wakes(sky, { state, wake: watch.wake }, [start, faultsUntil])
  const harmed = sentinel.overheard({
    fetch: (url, init) => venue.fetch(url, init),
    faults,
    ledger: symbol => venue.ledger(symbol),
  })
  const rules = erringRules(sky, faultsUntil)
  const alarmed: Alarmed[] = []
  const system = functions(sky, {
    venue: notingSettings(harmed, sky, keys, settings),
    keys,
    documents,
    configuration,
    trades,
    closes,
    startWatch: watch.start,
    cancellations,
    heard,
    oneAddress,
    impatient,
    refused,
    asked,
    alarmed,
    rules: rules.of,
  })
  const damaged = damagedRecord(sky, state, documents, [start + 10 * second, faultsUntil])
  const others = outsiders(sky, harmed.fetch, keys, symbols)

  watch.schedule(start - 60 * second, over)
  sentinel.plan()
  others.plan(start + 10 * second, faultsUntil)
  const halted = halts(sky, faults, symbols, [start + 10 * second, faultsUntil])
  const odd = oddRows(sky, faults, symbols, { from: start + 10 * second, to: faultsUntil, adoptsAll })
  const crowded = crowds(sky, (url, init) => venue.fetch(url, init), keys, [
    start - 60 * second,
    signalsUntil,
  ])
  lateHistory(sky, faults, { from: start, to: faultsUntil, forgets: !adoptsAll })
  const addresses = oneAddress ? [theAddress] : someAddresses
  spenders(sky, faults, addresses, [start + 10 * second, bansUntil])
  deafStops(sky, faults, symbols, [start, start + 60 * second])
  const stopped = killSwitch(sky, state, [start, signalsUntil])
  otherRules(sky, faults, symbols, [start, signalsUntil])
  listings(sky, faults, symbols, [start, faultsUntil])
  trades.redrive(faultsUntil + 5 * second, closedAt)
  const signals = planSignals(dice, symbols, { from: start, until: signalsUntil }).filter(
    ({ key }) => options.onlySignals?.has(key) ?? true,
  )
  for (const signal of signals) {
    const asked = await askedFor(dice, market, signal)
    const { sentiment, ...own } = asked
    const wishes = {
      ...(Object.keys(own).length > 0 ? own : signal.wishes),
      ...(sentiment !== undefined && { sentiment }),
    }
    send(sky, system.gate, { ...signal, wishes }, sent)
  }
  for (const symbol of [...symbols, 'BTCUSDT']) {
    const close = { key: `close-${symbol}`, at: closedAt, symbol, action: 'CLOSE', deliveries: 1 }
    send(sky, system.gate, close, sent)
    if (!adoptsAll) continue
    // An adoption may come this late, after minutes of waiting for another client's weight, or after a ban, which the
    // first request since that client's begins, between two starts of the watch 119 s apart: the CLOSE before it found
    // nothing to close.
    for (const [word, after] of [
      ['again', 60],
      ['last', 100],
      ['late', 195],
    ] as const)
      send(sky, system.gate, { ...close, key: `${close.key}-${word}`, at: closedAt + after * second }, sent)
  }
  await time.run(over)
  const ledgers = await Promise.all([...symbols, 'BTCUSDT'].map(symbol => venue.ledger(symbol)))
  const findings = await judge({
    ledgers,
    state,
    accounts,
    rounds: watch.rounds,
    faults: clear.faults,
    deeds: others.deeds,
    halted,
    odd,
    erred: rules.erred,
    damaged,
    alarmed,
    market,
    cancellations,
    heard,
    crowded,
    settings,
    marginMode: configuration.marginMode,
    bans: venue.bans(),
    impatient,
    refused,
    notes: { environment, faults, asked, signals: sent, halts: stopped },
    signalMaxAgeMs: configuration.signalMaxAgeSeconds * second,
    adoptsAll,
    intervalMs: configuration.checkIntervalSeconds * second,
  })
  return {
    seed,
    steps: time.steps,
    faults: clear.faults,
    signals: signals.map(({ key }) => key),
    ticks: watch.rounds.filter(round => round.survey.claimed).length,
    ...findings,
  }
}

function environmentOf(dice: Chance): Record<string, string> {
  return {
    QT_DEFAULT_LEVERAGE: dice.pick(['3', '5', '10', '30'], 'leverage'),
    QT_COOLDOWN_SECONDS: dice.pick(['0', '0', '30'], 'cooldown'),
    QT_MAX_POSITIONS: dice.pick(['1', '2', '4'], 'most positions'),
    QT_ADOPT: dice.pick(['own', 'own', 'all'], 'adopt'),
    QT_MARGIN_MODE: dice.pick(['isolated', 'isolated', 'cross'], 'margin mode'),
    QT_MAX_DAILY_LOSS: dice.pick(['100000', '100000', '100000', '250'], 'most daily loss'),
    QT_SOURCES: JSON.stringify({
      storm: {
        opposite: dice.pick(['warn', 'warn', 'close', 'flip', 'flip'], 'opposite'),
        confidence: dice.pick(['0.8', '0.8', '0.8', '0.71'], 'confidence of the source'),
      },
    }),
    QT_PROTECTIONS: protectionsOf(dice),
    QT_MIN_SENTIMENT: dice.pick(['-1', '-1', '-1', '-0.5', '0'], 'least sentiment'),
    QT_KILL_SWITCH: dice.share('kill switch from the beginning') < 0.02 ? 'on' : 'off',
  }
}

const clockFace = (at: number): string => new Date(at).toISOString().slice(11, 23)
