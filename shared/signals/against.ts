import { expected, type Read } from './adapter.ts'
import { type Fields, isNumber, plain, type Said, saidAs, shown, textOf } from './fields.ts'
import { usualNames } from './usual.ts'
import { type Asked, askedFor } from './words.ts'

type Entry = 'BUY' | 'SELL'

/** Fields beside the action in which producers say what an order is for. */
const besideNames = [
  ...['orderaction', 'orderside', 'ordertype', 'tradeside', 'tradetype', 'signaltype', 'entrytype'],
  ...['event', 'eventtype', 'status', 'state', 'order', 'command', 'cmd', 'operation', 'intent', 'effect'],
  ...['positionside', 'positioneffect', 'posside', 'openclose', 'offset'],
]

/** Flags of orders that open nothing. */
const endingFlags = [
  ...['reduceonly', 'closeonly', 'closeposition', 'closetrade', 'closeall', 'isclose', 'isexit', 'exit'],
  ...['close', 'closelong', 'closeshort', 'exitlong', 'exitshort', 'flat', 'flatten'],
]
/** The size of a position after its order. */
const sizeNames = ['positionsize', 'positionamt', 'positionamount']

/** Fields that only a finished trade has. */
const overNames = [
  'exitprice',
  'exitreason',
  'closereason',
  'closerate',
  'exittime',
  'exitdate',
  'realizedpnl',
]

/** Free text on any subject: `Close crossed the average` is not an exit. */
const remarkNames = [
  'comment',
  'ordercomment',
  'strategyordercomment',
  'reason',
  'message',
  'msg',
  'text',
  'note',
]
const endingRemark =
  /^\s*(close (entry|entries|position|all|long|short)|exit( (long|short|position|all))?\s*$|(long|short) (exit|close)\s*$|margin call|(tp\d*|sl|stop[ -]?loss|take[ -]?profit)\s*$)/i

/** Words of a longer text that no entry has. */
const ending =
  /^(closed?|closing|exit(ed|s|ing)?|flat(ten(ed)?)?|cover(ed)?|reduced?|reducing|partial(ly)?|trim|tp\d*|sl\d*|stop(ped|loss)?|take|profit|takeprofit|liquidat(ed|ion)|cancell?(ed)?|reject(ed)?|expired?|not|no|dont|never|failed)$/

/**
 * Rejects an entry that another field of its message contradicts: a sell to exit a long would otherwise open a short.
 * Without such a field the reads are returned as they are.
 */
export function withoutContradiction(fields: Fields, reads: readonly Read[]): readonly Read[] {
  return reads.map(read => {
    const { field, reading, said } = read
    if (field !== 'action' || !('means' in reading)) return read
    const action = reading.means
    if (action !== 'BUY' && action !== 'SELL') return read
    const against = speaksAgainst(fields, action)
    if (!against) return read
    const told = `an action that ${against.name}, ${shown(against.value)}, does not contradict: to get out send "action": "close"`
    return { ...read, said, reading: expected(told), beside: [...(read.beside ?? []), against] }
  })
}

const speaksAgainst = (fields: Fields, action: Entry): Said | undefined =>
  saidAs(fields, [...usualNames.action, ...besideNames]).find(said => isWordAgainst(said, action)) ??
  saidAs(fields, usualNames.action).find(said => isStanceAgainst(said, action)) ??
  saidAs(fields, remarkNames).find(({ value }) => typeof value === 'string' && endingRemark.test(value)) ??
  saidAs(fields, sizeNames).find(({ value }) => isNumber(value) && Number(value) === 0) ??
  saidAs(fields, endingFlags).find(({ name, value }) => isTrue(value, plain(name) !== 'close')) ??
  saidAs(fields, overNames).find(({ value }) => !isNothing(value)) ??
  saidAs(fields, ['isopen']).find(({ value }) => isFalse(value)) ??
  saidAs(fields, ['islong']).find(({ value }) => (action === 'BUY' ? isFalse(value) : isTrue(value))) ??
  saidAs(fields, ['isshort']).find(({ value }) => (action === 'SELL' ? isFalse(value) : isTrue(value)))

/** By the whole text, or, if that is none of our words, by any word in it. */
function isWordAgainst({ value }: Said, action: Entry): boolean {
  if (typeof value !== 'string' || isNumber(value)) return false
  const asked = askedFor(value)
  if (asked !== undefined) return contradicts(asked, action)
  return wordsOf(value).some(
    word => ending.test(word) || (!isNumber(word) && contradicts(askedFor(word), action)),
  )
}

const contradicts = (asked: Asked | undefined, action: Entry): boolean =>
  asked !== undefined && asked !== 'ENTRY' && asked !== action

const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/['’]/g, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)

/** A number above or below 0 is a side; a `position` of 0 is none. */
function isStanceAgainst({ name, value }: Said, action: Entry): boolean {
  if (plain(name) === 'type' || !isNumber(value)) return false
  const stance = Number(value)
  return stance === 0 ? plain(name) === 'position' : stance > 0 !== (action === 'BUY')
}

/** In a field that may also be a price, 1 does not count as true. */
const isTrue = (value: unknown, isNoPrice = true): boolean =>
  (isNoPrice ? /^(true|yes|1)$/i : /^(true|yes)$/i).test(textOf(value).trim())
const isFalse = (value: unknown): boolean => /^(false|no|0)$/i.test(textOf(value).trim())
const isNothing = (value: unknown): boolean =>
  /^(|0|null|none|nan|undefined|false)$/i.test(textOf(value).trim())
