import type { Mutation } from './mutation.ts'

const marks = ['test/in-process/wrong-marks.test.ts', 'test/domain/mark.test.ts']
const rows = ['test/in-process/odd-rows.test.ts', 'test/binance/odd-rows.test.ts']

/** Rows that cannot be read, and marks that cannot be. */
export const ofTheRows: readonly Mutation[] = [
  {
    name: 'believe a mark of zero',
    file: 'shared/domain/mark.ts',
    from: "  if (!mark.gt(0)) return { doubt: 'no-price' }\n",
    to: '',
    tests: marks,
  },
  {
    name: 'believe a mark far off',
    file: 'shared/domain/mark.ts',
    from: "unconfirmed: raises ? 'close' : 'all' }",
    to: "...(isNear && { unconfirmed: 'close' as const }) }",
    tests: marks,
  },
  {
    name: 'close by a near mark alone',
    file: 'shared/domain/mark.ts',
    from: "unconfirmed: raises ? 'close' : 'all' }",
    to: "...(!raises && { unconfirmed: 'all' as const }) }",
    tests: marks,
  },
  {
    name: 'raise by a near mark that was denied',
    file: 'shared/domain/mark.ts',
    from: 'const raises = isNear && !isDenied\n',
    to: 'const raises = isNear\n',
    tests: ['test/domain/mark.test.ts', ...marks],
  },
  {
    name: 'close by one unread touch',
    file: 'shared/domain/mark.ts',
    from: "...(lossAgain && doubt?.why === 'loss-unread' && { loss: mark })",
    to: 'loss: mark',
    tests: marks,
  },
  {
    name: 'never close by unread touch',
    file: 'shared/domain/mark.ts',
    from: "...(lossAgain && doubt?.why === 'loss-unread' && { loss: mark })",
    to: '',
    tests: marks,
  },
  {
    name: 'adopt by any mark',
    file: 'functions/monitor/survey/adoption/found-position.ts',
    from: "first.unconfirmed === 'all'",
    to: "first.unconfirmed !== 'all'",
    tests: marks,
  },
  {
    name: 'enter by any price',
    file: 'functions/executor/possible-price.ts',
    from: '  if (!name) return undefined\n',
    to: '  if (!name || Date.now() > 0) return undefined\n',
    tests: marks,
  },
  {
    name: 'read positions as a whole',
    file: 'shared/binance/positions.ts',
    from: "positions: (look?: 'between-ticks') => read(look ? 'positionRiskBetweenTicks' : 'positionRisk'),",
    to: "positions: async () => { const all = await read('positionRisk'); if (all.unread.length > 0 || !all.complete) throw new Error('odd'); return all },",
    tests: rows,
  },
  {
    name: 'call an unread row flat',
    file: 'functions/monitor/survey/rows.ts',
    from: '...(!isUnread(shown, position) && {',
    to: '...({',
    tests: rows,
  },
  {
    name: 'need all of others orders',
    file: 'shared/binance/algo-orders.ts',
    from: 'triggerPrice: ifReadable(price)',
    to: 'triggerPrice: price',
    tests: rows,
  },
  {
    name: 'take an unread stop for none',
    file: 'shared/position/look.ts',
    from: 'belongsTo(position, order)).map',
    to: 'belongsTo(position, order) && order.triggerPrice !== undefined).map',
    tests: rows,
  },
  {
    name: 'take an owners stop for one',
    file: 'shared/position/look.ts',
    from: 'closes === true && order.triggerPrice !== undefined',
    to: 'closes === true',
    tests: rows,
  },
  {
    name: 'decide no danger blind',
    file: 'functions/monitor/inspect/watch-blind.ts',
    from: "  if (move.move === 'close') {",
    to: "  if (move.move === 'close' && Date.now() < 0) {",
    tests: rows,
  },
]
