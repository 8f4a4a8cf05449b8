import type { Case } from './cases.ts'
import { ageOffMs, isNoLater } from './closes.ts'
import type { Nearby, SentSignal } from './testimony.ts'
import { type Wished, type Wishes, wishedBy } from './wishes.ts'

/**
 * Whether, when the executor looked at the market, a CLOSE that beats the entry was known, or a later opposite
 * signal.
 */
export function unbeaten({ signals }: Nearby, wishes: Wishes, of: Case): readonly string[] {
  const { name, symbol, wished, before, signal } = of
  const isLook = ({ name, params }: Case['before'][number]) =>
    name === 'GET openOrders' && params.symbol === symbol
  const lookedAt = before.find(isLook)?.sentAt
  if (lookedAt === undefined || !wished || !signal) return []
  const entry = { ...signal, ...wished }
  return signals
    .filter(other => other !== signal && other.takenAt < lookedAt)
    .map(other => ({ ...other, ...wishedBy(other.body, wishes) }))
    .filter(other => other.symbol === symbol)
    .filter(other =>
      other.action === 'CLOSE' ? isNoLater(stampOf(entry), stampOf(other)) : turns(wishes, entry, other),
    )
    .map(other => `${name} was opened by ${signal.id} after the ${other.action} ${other.id}`)
}

type Told = SentSignal & Wished

/** A stamp ahead of its arrival counts as its arrival. */
const stampOf = ({ takenAt, stampedAt }: Told) => Math.min(stampedAt, takenAt)

/** A later, confident opposite signal that was fresh on arrival. */
function turns({ signalMaxAgeMs, confidence, minSentiment }: Wishes, entry: Told, other: Told): boolean {
  const isOpposite = [entry.action, other.action].sort().join() === 'BUY,SELL'
  const isFresh = other.takenAt - other.stampedAt < signalMaxAgeMs - ageOffMs
  const counts = other.confidence.gte(confidence) && other.favour.gte(minSentiment)
  return isOpposite && isFresh && counts && stampOf(other) > stampOf(entry)
}
