import { parseSignal } from '#signals/parse-signal.ts'
import type { SentSignal } from '../../infra/local/audit/oracle/testimony.ts'
import type { Chance } from './chance.ts'
import type { Functions } from './functions.ts'
import type { Sky } from './invocation.ts'

interface PlannedSignal {
  readonly key: string
  readonly at: number
  readonly symbol: string
  readonly action: string
  readonly confidence?: number
  /** What it asks for beside the settings. */
  readonly wishes?: Readonly<Record<string, unknown>>
  /** The shape in which it is sent. */
  readonly shape?: SentShape
  readonly deliveries: number
}

/** No strategy sends a HOLD. */
type SentShape = 'own' | 'generic' | 'tradingview'

interface Meant {
  readonly key: string
  readonly at: number
  readonly symbol: string
  readonly action: string
  readonly confidence: number
}

/** How producers write one signal. An alert has whole seconds, no id of its own, and no confidence. */
const saidAs: Readonly<Record<SentShape, (meant: Meant) => Readonly<Record<string, unknown>>>> = {
  own: ({ key, at, ...said }) => ({ id: key, ...said, source: 'storm', timestamp: Math.floor(at) }),
  generic: ({ key, at, symbol, action, confidence, ...said }) => ({
    ...{ id: key, pair: symbol.replace(/USDT$/, '-USDT'), side: action.toLowerCase(), model: 'storm' },
    // A CLOSE takes none.
    ...(action !== 'CLOSE' && { score: String(confidence) }),
    ...{ time: Math.floor(at) / 1_000, ...said },
  }),
  tradingview: ({ key: _, at, symbol, action, confidence: __, ...said }) => ({
    source: 'storm',
    ticker: `BINANCE:${symbol}.P`,
    timenow: `${new Date(at).toISOString().slice(0, 19)}Z`,
    action: action === 'BUY' ? 'buy' : 'sell',
    market_position: { BUY: 'long', SELL: 'short' }[action] ?? 'flat',
    ...said,
  }),
}

/** A signal has the same id, whatever the operator sets for its source. */
const anyConfidence = { sources: { storm: { confidence: '1' } } }

/** Most ask for what the settings say. */
const wishes = [{}, {}, {}, { leverage: 8 }, { stopLossPct: '0.035', takeProfitPct: 0.04 }] as const

/** A producer's message in a storm, at some time in this window. */
export function planSignals(
  dice: Chance,
  symbols: readonly string[],
  { from, until }: { readonly from: number; readonly until: number },
): readonly PlannedSignal[] {
  const count = Math.floor(dice.between(2, 9, 'signals'))
  return Array.from({ length: count }, (_, index) => {
    const key = `signal-${index + 1}`
    const action = dice.pick(['BUY', 'BUY', 'BUY', 'SELL', 'SELL', 'SELL', 'CLOSE', 'HOLD'], `${key} action`)
    const shape = dice.pick(['own', 'own', 'generic', 'tradingview'] as const, `${key} shape`)
    return {
      key,
      action,
      shape: action === 'HOLD' && shape === 'tradingview' ? 'own' : shape,
      at: dice.between(from, until, `${key} at`),
      symbol: dice.pick(symbols, `${key} symbol`),
      confidence: dice.share(`${key} confidence`) < 0.1 ? 0.71 : 0.9,
      wishes: dice.pick(wishes, `${key} wishes`),
      deliveries: dice.share(`${key} deliveries`) < 0.25 ? 2 : 1,
    }
  })
}

type Gate = Functions['gate']

/** A message on which the gate fails comes again after its visibility, a doubled one a moment later. */
export function send(
  sky: Sky,
  gate: Gate,
  {
    key,
    at,
    symbol,
    action,
    confidence = 0.9,
    wishes: wished = {},
    shape = 'own',
    deliveries,
  }: PlannedSignal,
  sent: SentSignal[],
): void {
  const signal = saidAs[shape]({ key, at, symbol, action, confidence, ...wished })
  const body = JSON.stringify(signal)
  const parsed = parseSignal(body, at, anyConfidence)
  if (!parsed.valid) throw new Error(`The storm sent what is no signal: ${parsed.problems.join('; ')}`)
  const { id } = parsed.signal
  const deliver = async (name: string, receives: number): Promise<void> => {
    const ended = await gate(name, { messageId: name.split('/')[0] ?? name, body })
    if (ended.ended === 'answered') sent.push({ id, body: signal, cameAt: at, takenAt: sky.scheduler.now() })
    if (ended.ended === 'answered' || receives === 5) return
    await sky.scheduler.sleep(120_000)
    await deliver(`${name}'`, receives + 1)
  }
  for (let delivery = 1; delivery <= deliveries; delivery++) {
    // The same message once more, or the same signal in another message.
    const message = sky.chance.share(`${key} again`) < 0.5 ? 'message' : `message${delivery}`
    const pause = delivery === 1 ? 0 : sky.chance.between(1, 20_000, `${key} pause`)
    sky.scheduler.at(at + pause, () => void deliver(`gate ${key} ${message}/${delivery}`, 1))
  }
}
