import type { Mutation } from './mutation.ts'

const file = 'shared/domain/invariants.ts'
const rules = { file, tests: ['test/domain/invariants.test.ts'] }
const ofStops = { file, tests: ['test/domain/stop-invariants.test.ts'] }
const ofClientIds = { file, tests: ['test/domain/client-id-invariants.test.ts'] }
const ofTakeProfits = { file, tests: ['test/domain/take-profit-invariants.test.ts'] }
const history = { file: 'shared/domain/readings.ts', tests: ['test/domain/readings.test.ts'] }
const asked = { tests: ['test/in-process/invariants.test.ts'] }

/** What must hold of an improvement, not asked, and each of it by itself. */
export const ofTheInvariants: readonly Mutation[] = [
  {
    ...ofStops,
    name: 'invariants: loosen the stop',
    from: 'if (!isTighter(side, best, level)) return undefined',
    to: 'if (best.gt(0)) return undefined',
  },
  {
    ...ofStops,
    name: 'invariants: forget what stands',
    from: 'moves(before, after) && !standsAt(after, look) ? covering(look) : []',
    to: 'moves(before, after) && !standsAt(after, look) ? [] : []',
  },
  {
    ...ofStops,
    name: 'invariants: raise past the mark',
    from: 'if (!isCrossed(before.side, level, dec(markPrice))) return undefined',
    to: 'if (level.gt(0)) return undefined',
  },
  {
    ...rules,
    name: 'invariants: fall a tier',
    from: 'tier >= before.tier && tier <= most',
    to: 'tier <= most',
  },
  {
    ...ofClientIds,
    name: 'invariants: use a client id again',
    from: 'const isNew = before.intents > used || after.intents === before.intents',
    to: 'const isNew = used > -2',
  },
  {
    ...rules,
    name: 'invariants: record what was not seen',
    from: '(quantity.gt(0) && quantity.eq(look.quantity))',
    to: 'quantity.gt(0)',
  },
  {
    ...ofTakeProfits,
    name: 'invariants: sell a rung twice',
    from: "states.includes('none') || states.includes('done') || new Set(rungs).size < rungs.length",
    to: "states.includes('none')",
  },
  {
    ...ofTakeProfits,
    name: 'invariants: sell more than entered',
    from: 'sum(rungs.map(rung => rung.quantity)).lte(entered) && ',
    to: '',
  },
  {
    ...ofTakeProfits,
    name: 'invariants: sell less than nothing',
    from: ' && rungs.every(rung => dec(rung.quantity).gt(0))',
    to: '',
  },
  {
    ...ofTakeProfits,
    name: 'invariants: sell more than a rung has',
    from: 'if (dec(sale.quantity).lte(most)) return undefined',
    to: 'if (most.gt(0)) return undefined',
  },
  {
    ...history,
    name: 'invariants: believe any fill',
    from: '!dec(quantity).gt(0) || !dec(price).gt(0)',
    to: 'dec(quantity).isNaN() || dec(price).isNaN()',
  },
  {
    ...history,
    name: 'invariants: believe any funding',
    from: 'dec(amount).abs().gte(worth)',
    to: 'dec(amount).isNaN()',
  },
  {
    ...history,
    name: 'invariants: believe any result',
    from: 'if (realized.minus(made).abs().lte(got.plus(paid).times(roundedOff))) return []',
    to: 'if (realized.isFinite()) return []',
  },
  {
    name: 'invariants: count what cannot be',
    file: 'shared/position/movements.ts',
    from: "if (wrong.length > 0) return { ...moved, income: [], lacks: 'trades', broken: wrong }",
    to: 'if (wrong.length > 99) return { ...moved, income: [] }',
    tests: ['test/in-process/impossible-history.test.ts'],
  },
  {
    name: 'invariants: move by any funding',
    file: 'functions/monitor/inspect/funding.ts',
    from: 'if (broken.length > 0)',
    to: 'if (broken.length > 99)',
    tests: ['test/in-process/impossible-history.test.ts'],
  },
  {
    ...asked,
    name: 'invariants: ask nothing',
    file: 'shared/position/sound.ts',
    from: 'if (broken.length === 0) return undefined',
    to: 'if (broken.length < 99) return undefined',
  },
  {
    ...asked,
    name: 'invariants: tell no one',
    file: 'shared/position/sound.ts',
    from: "  if (broken.length > 0) telemetry.count('InvariantBroken')\n",
    to: '',
  },
  {
    ...asked,
    name: 'invariants: trace what was refused again',
    file: 'shared/position/take-profits.ts',
    from: 'offer(inVain(moving, clientId), index)',
    to: 'offer(moving, index)',
  },
  {
    name: 'invariants: cancel the better stop',
    file: 'shared/domain/protection.ts',
    from: '...offers, ...ahead]',
    to: '...offers]',
    tests: ['test/domain/protection.test.ts'],
  },
]
