import type { Faults } from '#paper/faults/faults.ts'
import type { RowFault } from '#paper/faults/rule.ts'
import type { Halted } from './halts.ts'
import type { Sky } from './invocation.ts'

const risk = '/fapi/v3/positionRisk'
const algos = '/fapi/v1/openAlgoOrders'
const touch = '/fapi/v1/ticker/bookTicker'

type Shown = Omit<RowFault, 'kind' | 'from' | 'to'>

/** Wrong marks. */
const marks: readonly Shown[] = [
  { show: { markPrice: '0' } },
  { show: { markPrice: '-1' } },
  { show: { markPrice: 'NaN' } },
  { show: { markPrice: '' } },
  ...['0.5', '0.9', '0.97', '1.03', '1.1', '2'].map(factor => ({ times: { markPrice: factor } })),
]

/** Marks that are off by so little that they lie near the stop of a position in profit. */
const nearMarks = ['0.98', '0.985', '1.015', '1.02']

/** Rows of a symbol that do not say what is open there. */
const unread: readonly Shown[] = [
  { show: { positionAmt: null } },
  { show: { positionAmt: '' } },
  { lack: ['positionAmt'] },
  { lack: ['symbol'] },
]

/** Another client's rows, as odd as possible: they excuse nothing. */
const others: readonly (readonly [path: string, fault: Shown])[] = [
  [algos, { of: { orderType: 'TRAILING_STOP_MARKET' }, lack: ['triggerPrice'] }],
  [algos, { of: { orderType: 'TRAILING_STOP_MARKET' }, show: { triggerPrice: '' } }],
  [algos, { of: { orderType: 'TRAILING_STOP_MARKET' }, show: { triggerPrice: null, quantity: null } }],
  [algos, { of: { clientAlgoId: 'hand-stop' }, show: { triggerPrice: null } }],
  [risk, { of: { symbol: 'BTCUSDT' }, show: { positionAmt: '1.2E-7' } }],
  [risk, { of: { symbol: 'BTCUSDT' }, show: { positionAmt: null } }],
  [risk, { of: { symbol: 'BTCUSDT' }, show: { liquidationPrice: '', unRealizedProfit: null } }],
]

/** What the exchange wrongly showed of a symbol for a while. */
export interface Oddities {
  /** A wrong mark, or an unreadable row of ours. */
  readonly ours: readonly (Omit<Halted, 'symbol'> & { readonly symbol: string | undefined })[]
  /** A wrong mark. */
  readonly marks: readonly Halted[]
  /** Open positions could not be read, so that no symbol counts as flat. Without a symbol. */
  readonly unread: readonly (Omit<Halted, 'symbol'> & { readonly symbol: string | undefined })[]
  /** A wrong mark that nothing could disprove. */
  readonly undenied: readonly Halted[]
}

/** In most storms the exchange shows some odd rows for a while: marks, amounts, and other clients' rows. */
export function oddRows(
  { chance, weather, tell, scheduler }: Sky,
  faults: Faults,
  symbols: readonly string[],
  { from, to, adoptsAll }: { readonly from: number; readonly to: number; readonly adoptsAll: boolean },
): Oddities {
  const odd: { -readonly [K in keyof Oddities]: Oddities[K][number][] } = {
    ours: [],
    marks: [],
    unread: [],
    undenied: [],
  }
  const spanOf = (key: string, most: number) => {
    const begins = Math.floor(chance.between(from, to - most, `${key} from`))
    return { from: begins, to: begins + Math.floor(chance.between(2_000, most, `${key} for`)) }
  }
  const show = (path: string, fault: Shown, when: { readonly from: number; readonly to: number }) => {
    faults.add({ match: { path }, fault: { kind: 'row', ...fault, ...when } })
    scheduler.at(when.from, () => tell(`rows of ${path} are shown as ${JSON.stringify(fault)}`))
    scheduler.at(when.to, () => tell(`rows of ${path} are shown as they are`))
  }
  const count = Math.floor(chance.between(0, 4, 'odd rows'))
  for (let index = 1; index <= count; index++) {
    const key = `odd row ${index}`
    const symbol = chance.pick(symbols, `${key} symbol`)
    const when = spanOf(key, 40_000)
    const kind = chance.pick(['mark', 'mark', 'unread', 'unread stop', 'other'] as const, `${key} kind`)
    if (!weather.planned(key, kind, when.from, kind === 'other' ? undefined : symbol)) continue
    if (kind === 'other') {
      const [path, fault] = chance.pick(others, `${key} fault`)
      // An adopted position is ours: a wrong amount of it would be believed.
      if (!adoptsAll || path === algos) show(path, fault, when)
      continue
    }
    if (kind === 'unread stop') {
      show(algos, { of: { symbol, orderType: 'STOP_MARKET' }, show: { triggerPrice: null } }, when)
      odd.ours.push({ ...when, symbol })
      continue
    }
    const fault = chance.pick(kind === 'mark' ? marks : unread, `${key} fault`)
    show(risk, { ...fault, of: { symbol } }, when)
    const span = { ...when, symbol: fault.lack?.includes('symbol') ? undefined : symbol }
    odd.ours.push(span)
    if (kind === 'mark') odd.marks.push({ ...when, symbol })
    if (kind === 'unread') odd.unread.push(span)
    else if (chance.share(`${key} touch`) < 0.2) {
      show(touch, { of: { symbol }, show: { bidPrice: '0.0' } }, when)
      odd.undenied.push({ ...when, symbol })
    }
  }
  if (chance.share('near mark') < 0.4) {
    const symbol = chance.pick(symbols, 'near mark symbol')
    const when = spanOf('near mark', 40_000)
    if (weather.planned('near mark', 'mark', when.from, symbol)) {
      show(risk, { of: { symbol }, times: { markPrice: chance.pick(nearMarks, 'near mark factor') } }, when)
      odd.ours.push({ ...when, symbol })
      odd.marks.push({ ...when, symbol })
    }
  }
  return odd
}
