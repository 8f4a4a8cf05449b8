import { ofTheProtections } from './equivalent-protections.ts'
import type { Equivalent } from './record.ts'

/** At a tie both are worth the same, so that either may be taken. */
const ties = (
  file: string,
  ...taken: readonly (readonly [owner: string, from: string, to: string])[]
): readonly Equivalent[] =>
  taken.map(([owner, from, to]) => ({ file, owner, from, to, because: 'at a tie both are worth the same' }))

/** An existing place in a list has a value; the compiler still asks for a fallback. */
const fallbacks = (
  file: string,
  ...places: readonly (readonly [owner: string, from: string])[]
): readonly Equivalent[] =>
  places
    .flatMap(([owner, from]) => [
      { file, owner, from, to: from.replace(/ \?\? .*$/, '') },
      { file, owner, from: '0', to: '1' },
    ])
    .map(place => ({ ...place, because: 'a place in the list has a value' }))

/** Changes that change nothing. A new one is added here with its reason, or it is a survivor. */
export const equivalents: readonly Equivalent[] = [
  ...ofTheProtections,
  {
    from: /\.times\(sign\((\w+\.)?\w+\)\)$/,
    to: /\.div\(sign\((\w+\.)?\w+\)\)$/,
    because: 'what is divided by +1 or -1 is multiplied by it',
  },
  ...ties(
    'exit-size.ts',
    ['backupSize', 'dec(quantity).gt(rules.maxQuantity)', 'dec(quantity).gte(rules.maxQuantity)'],
    ['capped', 'quantity.gt(most)', 'quantity.gte(most)'],
    ['coveringQuantity', 'open.gt(least)', 'open.gte(least)'],
  ),
  ...ties(
    'margin.ts',
    [
      'leastQuantity',
      'dec(rules.minQuantity).gte(rules.marketMinQuantity)',
      'dec(rules.minQuantity).gt(rules.marketMinQuantity)',
    ],
    ['marginOf', 'share.gt(limits.maxMarginPerTrade)', 'share.gte(limits.maxMarginPerTrade)'],
    ['orderable', 'a.lt(b)', 'a.lte(b)'],
    ['orderable', 'quantity.gt(most)', 'quantity.gte(most)'],
    [
      'stepOf',
      'dec(rules.stepSize).gte(rules.marketStepSize)',
      'dec(rules.stepSize).gt(rules.marketStepSize)',
    ],
  ),
  ...ties('entry-bounds.ts', ['leastStopDistance', 'ticks.gt(spreads)', 'ticks.gte(spreads)']),
  ...ties(
    'invariants.ts',
    ["invariants.'order-too-large'", 'had.lt(open)', 'had.lte(open)'],
    ['larger', 'a.gt(b)', 'a.gte(b)'],
  ),
  ...ties('intentions.ts', ['banked', 'unsold.gt(0)', 'unsold.gte(0)']),
  ...ties('mark.ts', ['appraise', 'share.lt(near.ofPrice)', 'share.lte(near.ofPrice)']),
  ...ties('protection.ts', ['bank', 'wanted.gt(look.quantity)', 'wanted.gte(look.quantity)']),
  ...ties('rungs.ts', ['planRungs', 'wanted.gt(left)', 'wanted.gte(left)']),
  ...ties('stop-level.ts', ['isWorthMoving', 'ticks.gt(share)', 'ticks.gte(share)']),
  ...ties('own-fills.ts', ['withoutFormer', 'former.gt(fill.quantity)', 'former.gte(fill.quantity)']),
  {
    file: 'margin.ts',
    owner: 'liquidationDistance',
    from: 'notional.lte(step.notionalCap)',
    to: 'notional.lt(step.notionalCap)',
    because: 'at a cap both brackets ask the same margin: that is what their cumulative amounts are for',
  },
  {
    file: 'invariants.ts',
    from: /^!sold \|\| !kept( \|\| kept\.gte\(sold\))?$/,
    to: /^(!sold( && !kept)?|!kept|kept\.gte\(sold\))$/,
    because: 'what was sold before and after is a sum, if of nothing',
  },
  {
    file: 'invariants.ts',
    owner: 'clientIdsOf',
    from: 'clientId ?? []',
    to: 'clientId',
    because: 'an id that is not there has no counter',
  },
  {
    file: 'invariants.ts',
    owner: "invariants.'client-id-used'",
    from: '-1',
    to: '1',
    because: 'entry, primary and backup have counted to 2 before anything is open',
  },
  {
    file: 'close-reason.ts',
    from: 'trigger && ownerOf(trigger)?.purpose',
    to: 'ownerOf(trigger)?.purpose',
    because: 'no trigger has no owner',
  },
  {
    file: 'own-fills.ts',
    owner: 'ownFills',
    from: '0',
    to: '1',
    because: 'a first fill is always taken, whether or not it was known',
  },
  {
    file: 'own-fills.ts',
    from: 'known === undefined',
    to: 'false',
    because: 'no fill without an id is found, so that none is certain',
  },
  {
    file: 'own-fills.ts',
    from: 'fills.findIndex(({ id }) => id === known)',
    to: 'fills.findLastIndex(({ id }) => id === known)',
    because: 'an id comes once',
  },
  {
    file: 'identity.ts',
    owner: 'ownerOf',
    from: /\.find\(name => purposes\[name\] === letter\)$/,
    to: /\.findLast\(/,
    because: 'every purpose has its own letter',
  },
  {
    file: 'identity.ts',
    owner: 'ownerOf',
    from: /^deployment && positionId/,
    to: /^(purpose|deployment|positionId|deployment \|\| positionId)$/,
    because: 'the pattern finds all three or none',
  },
  {
    file: 'identity.ts',
    owner: 'positionIdOf',
    from: '16',
    to: '32',
    because: 'its last twelve characters are taken, however many stand before',
  },
  {
    file: 'protection.ts',
    owner: 'orderOf',
    from: 'look.orders.find(order => order.clientId === clientId)',
    to: 'look.orders.findLast(order => order.clientId === clientId)',
    because: 'a client id stands once in the book',
  },
  {
    file: 'protection.ts',
    owner: 'ending',
    from: 'price && { loss: price }',
    to: '{ loss: price }',
    because: 'a loss of nothing is none',
  },
  {
    file: 'protection.ts',
    owner: 'standing',
    from: 'protection.bridge',
    to: 'true',
    because: 'no order has no client id',
  },
  {
    file: 'refit.ts',
    owner: 'refitted',
    from: 'fitted[before] ?? rung',
    to: 'fitted[before]',
    because: 'a last rung without one before it was fitted by itself',
  },
  {
    file: 'intentions.ts',
    owner: 'offered',
    from: 'position.rungs[index]?.clientId',
    to: 'position.rungs[index].clientId',
    because: 'a rung that is offered is there',
  },
  {
    file: 'printable.ts',
    from: 'character.codePointAt(0)?.toString(16)',
    to: 'character.codePointAt(0).toString(16)',
    because: 'a character that was found has a number',
  },
  ...fallbacks(
    'bootstrap.ts',
    ['between', 'means[rank] ?? 0'],
    ['intervalsOfMeans', 'first[index] ?? 0'],
    ['intervalsOfMeans', 'second[index] ?? 0'],
  ),
  ...fallbacks('spread.ts', ['spreadOf', 'sorted[rank] ?? dec(0)']),
  ...fallbacks('exposure.ts', ['exposureOf.medianMs', 'lengths[Math.floor((lengths.length - 1) / 2)] ?? 0']),
  ...ties('exposure.ts', ['coveredMs', 'end <= until', 'end < until']),
  ...ties('tally.ts', ['tallyOf', 'net.gt(0)', 'net.gte(0)'], ['tallyOf', 'net.lt(0)', 'net.lte(0)']),
  {
    file: 'bootstrap.ts',
    owner: 'intervalsOfMeans',
    from: 'draw < draws',
    to: 'draw <= draws',
    because: 'a mean beyond the end is not kept',
  },
  {
    file: 'curve.ts',
    owner: 'curveOf',
    from: '0',
    to: '1',
    because: 'where no balance is known only differences are told',
  },
  {
    file: 'figures.ts',
    owner: 'costsOf',
    from: '{}',
    to: 'undefined',
    because: 'neither adds a field',
  },
  {
    file: 'tally.ts',
    owner: 'runningOf',
    from: '0',
    to: '1',
    because: 'a fall is as deep wherever it begins',
  },
  {
    file: 'verdict.ts',
    owner: 'verdictOf.winRate',
    from: "'0'",
    to: "'1'",
    because: 'where something is told of the margin there is a rate',
  },
  {
    file: 'verdict.ts',
    owner: 'verdictOf',
    from: 'net.gt(0)',
    to: 'net.gte(0)',
    because: 'nothing won and nothing lost is told before',
  },
]
