import { sayingNothing, turningAway } from '../storm/half-answers.ts'

/** What a call is to the world outside; the faults that it can meet follow from it. */
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
 * A process dies before its request leaves, or after it took effect and before the answer is heard. What dies after
 * an answer and before the next write has not sent that write: it is the write's `killed before`. After the write
 * is the write's `killed after`.
 */
const kills = ['killed before', 'killed after']
const lost = ['timeout before effect', 'body dropped', '503 before effect', '-1007 before effect']
const afterEffect = ['timeout after effect', 'late effect', '503 after effect', '-1007 after effect']
const turnedDown = ['-1021', '429', '418']
/** The address has no weight left: the exchange refuses whatever weighs something, to the end of the minute. */
const spent = 'weight spent'

/** Of a read nothing takes effect: that its answer is lost is one fault, whenever it happens. */
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

/** Lists that may be older than what just happened. */
const stale: Readonly<Record<string, string>> = {
  'GET openOrders': 'hidden',
  'GET openAlgoOrders': 'hidden',
  'GET positionRisk': 'stale',
  'GET order': 'not found',
  'GET algoOrder': 'not found',
  'GET userTrades': 'shown late',
  'GET income': 'shown late',
}

/** What else a command may be answered, whatever it did. */
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

/** All single faults of a call, by its name alone. Throws for a call of a kind that is not thought about. */
export function faultsOf(call: string): readonly string[] {
  const kind = kinds.find(([pattern]) => pattern.test(call))?.[1]
  if (!kind)
    throw new Error(
      `Expected a call of a known kind, got "${call}": say in faults.ts what it is and what can go wrong with it`,
    )
  const old = stale[call]
  return [...faults[kind], ...(old ? [old] : []), ...(halfAnswers[call] ?? [])]
}
