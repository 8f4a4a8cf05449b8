import { dec } from '#domain/decimal.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import type { Faults } from '#paper/faults/faults.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules } from '#paper/rules.ts'
import type { State } from '#ports/state.ts'
import { ownerOf } from '../../infra/local/audit/oracle/cases.ts'
import {
  type FirstProtected,
  type LongTestimony,
  protectedIn,
} from '../../infra/local/audit/oracle/long-testimony.ts'
import type { Testimony } from '../../infra/local/audit/oracle/testimony.ts'
import type { Evidence, Notes } from './evidence.ts'
import { aloneLooks } from './looks.ts'

const rules = parseRules(shippedRules)

function rulesOf(symbol: string) {
  const found = rules.get(symbol)
  if (!found) throw new Error(`The paper venue ships no rules of ${symbol}`)
  return found
}

/** The notes, with the books and the faults beside them. */
export async function testimonyOf(evidence: Evidence & { readonly notes: Notes }): Promise<Testimony> {
  const { notes, ledgers, state, faults } = evidence
  const symbols = ledgers.map(({ symbol }) => symbol)
  const isElsewhere = (of: string | undefined, symbol: string) =>
    of !== undefined && of !== symbol && symbols.includes(of)
  const wasOdd = (symbol: string, from: number, to: number) =>
    evidence.odd?.ours.some(row => (row.symbol ?? symbol) === symbol && row.from <= to && from <= row.to) ===
    true
  return {
    ...notes,
    ledgers,
    deeds: [...evidence.deeds, ...(notes.deeds ?? [])],
    rulesOf,
    ruleChanges: ruleChanges(notes.faults),
    halts: notes.halts ?? [],
    openedBy: await openers(ledgers, state),
    looks: symbols
      .flatMap(symbol => aloneLooks(evidence, symbol).map(look => ({ ...look, symbol })))
      .filter(({ symbol, from, to }) => !wasOdd(symbol, from, to))
      .toSorted((a, b) => a.from - b.from),
    wasDisturbed: (symbol, from, to) =>
      wasOdd(symbol, from, to) ||
      wasWrong(evidence, symbol, from, to) ||
      faults.some(fault => fault.at >= from && fault.at <= to && !isElsewhere(fault.symbol, symbol)),
    closedFrom: Number.POSITIVE_INFINITY,
  }
}

/** A testimony that is complete from the start. */
export function atOnce(testimony: Testimony): LongTestimony {
  const { asked, looks, ...others } = testimony
  const protectedFirst = new Map<string, FirstProtected>()
  for (const each of asked) protectedIn(each, protectedFirst)
  return { ...others, near: () => ({ asked, looks }), protectedFirst }
}

/** Whether a rule erred then, or a record was damaged: an improvement may be missing. */
const wasWrong = ({ erred = [], damaged = [] }: Evidence, symbol: string, from: number, to: number) =>
  erred.some(error => error.symbol === symbol && error.at >= from && error.at <= to) ||
  damaged.some(damage => damage.symbol === symbol && damage.at <= to)

/** When each symbol's tick or step changed, and changed back. */
function ruleChanges(faults: Faults): Testimony['ruleChanges'] {
  return faults.list().flatMap(({ rule: { match, fault } }) => {
    const symbol = match?.symbol
    if (fault.kind !== 'rules' || symbol === undefined) return []
    const { tickSize, lot, marketLot } = rulesOf(symbol)
    const [most, mostAtMarket] = [fault.maxQuantity ?? lot.max, fault.marketMaxQuantity ?? marketLot.max].map(
      dec,
    )
    const changed = {
      symbol,
      tickSize: dec(fault.tickSize ?? tickSize),
      stepSize: dec(fault.stepSize ?? lot.step),
      most: most && mostAtMarket?.lt(most) ? mostAtMarket : dec(most ?? lot.max),
    }
    return [fault.from, fault.to ?? []].flat().map(at => ({ ...changed, at }))
  })
}

/** The signal behind each position that was opened here. */
async function openers(ledgers: readonly VenueLedger[], state: State): Promise<ReadonlyMap<string, string>> {
  const entries = ledgers
    .flatMap(({ orders }) => orders)
    .flatMap(({ clientOrderId }) => ownerOf(clientOrderId) ?? [])
  const ids = [
    ...new Set(entries.filter(({ purpose }) => purpose === 'e').map(({ positionId }) => positionId)),
  ]
  const stored = await state.positions.readAll(ids)
  return new Map(stored.map(({ item }) => [item.id, item.signalId]))
}
