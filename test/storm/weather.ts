import type { Chance } from './chance.ts'

/** One fault and its place: the key names invocation, call, and which of these calls it was. */
export interface Fault {
  readonly key: string
  readonly kind: string
  readonly at: number
  /** The symbol of the call, if it has one. */
  readonly symbol?: string | undefined
}

/** A call that a fault may strike. */
export interface StruckCall {
  /** `POST algoOrder`, `Update ACCOUNT`, `send trade`. */
  readonly name: string
  readonly symbol?: string | undefined
}

/** The faults of one storm. Each is chosen by name, so that a shrunken storm keeps its remaining faults unchanged. */
export interface Weather {
  readonly faults: readonly Fault[]
  /** Which of these faults strikes a call, or something that is not a call; mostly none does. */
  strike(key: string, at: number, kinds: readonly string[], call?: StruckCall): string | undefined
  /** Whether an event planned for this storm, an outage or another client's, happens. */
  planned(key: string, kind: string, at: number, symbol?: string): boolean
}

/** `rate`: share of calls that go wrong before `until`; `only`: the faults that a shrunken storm still has. */
export function weather(chance: Chance, until: number, only?: ReadonlySet<string>): Weather {
  const faults: Fault[] = []
  const rate = chance.pick([0, 0.003, 0.01, 0.03, 0.08, 0.15], 'rate of faults')
  const outages = rate === 0 ? [] : plannedOutages(chance, until)
  const happens = (fault: Fault): boolean => {
    if (only && !only.has(fault.key)) return false
    faults.push(fault)
    return true
  }
  return {
    faults,
    strike(key, at, kinds, call) {
      if (at >= until) return undefined
      const symbol = call?.symbol
      const out = outages.find(({ from, to, kind }) => from <= at && at < to && kinds.includes(kind))
      if (out && (!only || only.has(out.key))) {
        faults.push({ key: out.key, kind: out.kind, at, symbol })
        return out.kind
      }
      if (chance.share(key) >= rate * weightOf(call)) return undefined
      const kind = chance.pick(kinds, `${key} kind`)
      return happens({ key, kind, at, symbol }) ? kind : undefined
    },
    planned: (key, kind, at, symbol) => rate > 0 && happens({ key, kind, at, symbol }),
  }
}

/** Calls that change the books, or a position's record, are rare, and matter most. */
const weightOf = (call: StruckCall | undefined): number =>
  call && /^(POST|DELETE) \w*[oO]rder|^Update POSITION/.test(call.name) ? 3 : 1

interface Outage {
  readonly key: string
  readonly kind: string
  readonly from: number
  readonly to: number
}

/** Every call that knows this fault has it, for a while. */
const outageKinds = [
  'timeout before effect',
  'timeout after effect',
  '503 before effect',
  '418',
  'throttled',
  'hidden',
  'stale',
]

/** None to two of them, in the last three minutes before the calm. */
function plannedOutages(chance: Chance, until: number): readonly Outage[] {
  const count = Math.floor(chance.between(0, 2.4, 'outages'))
  return Array.from({ length: count }, (_, index) => {
    const key = `outage ${index + 1}`
    const from = until - chance.between(10_000, 180_000, `${key} from`)
    const to = from + chance.between(2_000, 40_000, `${key} for`)
    return { key, kind: chance.pick(outageKinds, `${key} kind`), from, to }
  })
}
