import { sayingNothing, turningAway } from '../storm/half-answers.ts'

/** The kind of a call, from which its possible faults follow. */
type Kind = 'read' | 'command' | 'order' | 'table read' | 'table write' | 'send' | 'secret'

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^GET /, 'read'],
  [/^POST (order|algoOrder)$/, 'order'],
  [/^(POST|DELETE) /, 'command'],
  [/^GetSecretValue$/, 'secret'],
  [/^(Get|Query|BatchGet)( |$)/, 'table read'],
  [/^(Put|Update|BatchWrite)( |$)/, 'table write'],
  [/^(send (trade|close)|hand back|start watch|notify)$/, 'send'],
]

/**
 * A process dies before its request leaves, or after it took effect and before its answer came. A death after an
 * answer and before the next write is that write's `killed before`; a death after the write is its `killed after`.
 */
const kills = ['killed before', 'killed after']
const lost = ['timeout before effect', 'body dropped', '503 before effect', '-1007 before effect']
const afterEffect = ['timeout after effect', 'late effect', '503 after effect', '-1007 after effect']
const turnedDown = ['-1021', '429', '418']
/** The address has no weight left: the exchange rejects every request with a weight until the end of the minute. */
const spent = 'weight spent'

/** A read has no effect, so that a lost answer is one fault, whenever it happens. */
const faults: Readonly<Record<Kind, readonly string[]>> = {
  read: [...kills, ...lost, ...turnedDown, spent],
  command: [...kills, ...lost, ...afterEffect, ...turnedDown, spent],
  order: [...kills, ...lost, ...afterEffect, ...turnedDown, 'order hidden'],
  'table read': [...kills, 'throttled', 'failed before effect'],
  'table write': [
    ...kills,
    'throttled',
    'failed before effect',
    'failed after effect',
    'answer lost once',
    'changed by another',
  ],
  send: [...kills, 'failed before effect', 'failed after effect'],
  secret: [...kills, 'throttled', 'failed before effect'],
}

/** Lists that may be older than the latest event. */
const stale: Readonly<Record<string, string>> = {
  'GET openOrders': 'hidden',
  'GET openAlgoOrders': 'hidden',
  'GET positionRisk': 'stale',
  'GET order': 'not found',
  'GET algoOrder': 'not found',
  'GET userTrades': 'shown late',
  'GET income': 'shown late',
}

/** Other answers to a command, whatever its effect. */
const halfAnswers: Readonly<Record<string, readonly string[]>> = {
  'POST order': [...turningAway, ...sayingNothing, 'ended in its match'],
  'POST algoOrder': sayingNothing,
  'POST marginType': sayingNothing,
  'POST leverage': sayingNothing,
  'DELETE order': sayingNothing,
  'DELETE algoOrder': sayingNothing,
  'DELETE allOpenOrders': sayingNothing,
  'DELETE algoOpenOrders': sayingNothing,
}

/** All single faults of a call, by its name alone. Throws for a call of an unknown kind. */
export function faultsOf(call: string): readonly string[] {
  const kind = kinds.find(([pattern]) => pattern.test(call))?.[1]
  if (!kind)
    throw new Error(
      `Expected a call of a known kind, got "${call}": say in faults.ts what it is and what can go wrong with it`,
    )
  const old = stale[call]
  return [...faults[kind], ...(old ? [old] : []), ...(halfAnswers[call] ?? [])]
}
