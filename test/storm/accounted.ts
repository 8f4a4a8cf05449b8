import { dec } from '#domain/decimal.ts'
import type { JournalName } from '#domain/events/journal.ts'
import { positionIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { type PositionLifetime, positionLifetimes, type VenueLedger } from '#paper/audit/ledger.ts'
import type { State } from '#ports/state.ts'
import { byRealMarks } from './by-real-marks.ts'
import { bookedNet, claimedOnlyWhatIsKnown } from './claimed.ts'
import type { Evidence } from './evidence.ts'
import { type Find, face, nameOf } from './findings.ts'
import { asShown } from './one-sum.ts'
import type { Deed } from './outsiders.ts'
import { isOurs, isTraceless, openedBy, reasonsOf } from './reasons.ts'

/** The age limit counts from the recorded time, and a late request takes effect up to its recvWindow later. */
const sendingMs = timing.slowestWrite + timing.recvWindow

/** Compares slots, results, reasons and journals with the venue's books; and no entry may be older than allowed. */
export async function accounted(evidence: Evidence, find: Find): Promise<void> {
  const { ledgers, state, accounts = [], signalMaxAgeMs, market, odd, faults } = evidence
  const account = (await state.account.read()).item
  for (const [symbol, slot] of Object.entries(account.slots))
    find('P8', `${symbol} still has the slot of ${slot.positionId}`)
  for (const [id, { symbol }] of Object.entries(account.provisional ?? {}))
    find('P8', `the result of ${id} on ${symbol} is still not known`)
  let net = dec(0)
  const livesOf = new Map<string, PositionLifetime[]>()
  for (const ledger of ledgers) {
    const lives = positionLifetimes(ledger)
    for (const [index, life] of lives.entries()) {
      const position = await recordOf(state, ledger, life)
      if (!position) {
        if (isOurs(ledger, life) || (evidence.adoptsAll && ledger.symbol !== 'BTCUSDT'))
          find('P8', `${nameOf(life)} has no record`)
        continue
      }
      const shown = asShown(life, lives[index + 1], position, faults)
      livesOf.set(position.id, [...(livesOf.get(position.id) ?? []), shown])
      const verdict = await state.signals.read(position.signalId, life.openedAt)
      if (verdict?.verdict === 'refused')
        find('P8', `${nameOf(life)} was opened by ${position.signalId}, which was refused: ${verdict.reason}`)
      if (signalMaxAgeMs !== undefined && life.openedAt > position.signalAt + signalMaxAgeMs + sendingMs)
        find('P2', `${nameOf(life)} was entered ${life.openedAt - position.signalAt} ms after its signal`)
      openedAsAsked(evidence, life, position, find)
      if (market)
        await byRealMarks(
          { ...evidence, feed: market, undenied: odd?.undenied ?? [], wrong: odd?.marks ?? [] },
          life,
          position,
          find,
        )
      net = net.plus(shown.closedAt === undefined ? 0 : bookedNet(shown))
      if (shown.closedAt !== undefined) await hasResult(evidence, ledger, shown, position, find)
    }
  }
  if (!net.eq(account.day.net))
    find('P8', `the day's net is ${account.day.net}, the venue says ${net.toFixed()}`)
  claimedOnlyWhatIsKnown(accounts, livesOf, find)
}

/**
 * No entry is sent on a symbol whose margin mode or leverage differs from the settings, unless other clients change
 * it.
 */
function openedAsAsked(
  { settings = [], marginMode, deeds }: Evidence,
  life: PositionLifetime,
  position: Position,
  find: Find,
): void {
  const { symbol, entry, leverage } = position
  const setting = settings.find(({ clientId }) => clientId === entry.clientId)
  if (!setting) return
  const others = (what: Deed['what']) => deeds.some(deed => deed.symbol === symbol && deed.what === what)
  if (setting.marginMode !== marginMode && !others('changes the margin mode'))
    find('P8', `${nameOf(life)} was opened in ${setting.marginMode}, asked for was ${marginMode}`)
  if (setting.leverage !== leverage && !others('changes the leverage'))
    find('P8', `${nameOf(life)} was opened at ${setting.leverage}x, asked for was ${leverage}x`)
}

/** The record of a position: that of our entry, or of its adoption. */
async function recordOf(
  state: State,
  ledger: VenueLedger,
  life: PositionLifetime,
): Promise<Position | undefined> {
  const id = openedBy(ledger, life) ?? positionIdOf(`adopted#${life.symbol}#${life.side}#${life.openedAt}`)
  return (await state.positions.read(id))?.item
}

async function hasResult(
  { state, faults }: Evidence,
  ledger: VenueLedger,
  life: PositionLifetime,
  position: Position,
  find: Find,
): Promise<void> {
  const { id, result, closedAt } = position
  const name = `${nameOf(life)} (${id})`
  if (position.state !== 'closed' || !result) {
    find(
      'P8',
      `${name} is ${position.state} in the table, flat on the venue since ${face(life.closedAt ?? 0)}`,
    )
    return
  }
  if (!dec(result.netPnl).eq(bookedNet(life)))
    find('P8', `the result of ${name} is ${result.netPnl}, the venue says ${bookedNet(life).toFixed()}`)
  if (closedAt !== life.closedAt)
    find('P8', `${name} closed at ${face(closedAt ?? 0)}, the venue says ${face(life.closedAt ?? 0)}`)
  const reasons = reasonsOf(ledger, life)
  // An exit that the exchange shows no more cannot be named: then the reason is the decided one, or unknown.
  const unnamed = isTraceless(ledger, life, faults)
    ? ['external', position.closing?.reason ?? 'external']
    : []
  if (reasons && ![...reasons, ...unnamed].includes(result.reason))
    find('P6', `${name} was settled as ${result.reason}, the venue says ${reasons.join(' or ')}`)
  const journal = await state.journal.read(id)
  for (const event of ['closed'] satisfies JournalName[])
    if (!journal.some(entry => entry.event === event)) find('P8', `${name} has no "${event}" in its journal`)
}
