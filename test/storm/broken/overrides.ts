import type { Mutation } from './mutation.ts'

const tests = ['test/domain/overrides.test.ts', 'test/in-process/overrides.test.ts']

/** What a signal asks of its own position, and the mood that it tells. */
export const ofOverrides: readonly Mutation[] = [
  {
    name: 'enter more than the settings allow, if a signal asks for it',
    file: 'shared/domain/entry.ts',
    from: 'wanted === undefined || isCapped ? most : wanted',
    to: 'wanted ?? most',
    tests,
  },
  {
    name: 'let a release that overlooks a size enter it',
    file: 'shared/domain/messages.ts',
    from: 'asksMore(signal) ? 2 : 1',
    to: 'asksMore(signal) ? 1 : 1',
    tests: ['test/domain/messages.test.ts'],
  },
  {
    name: 'enter what the settings allow, whatever a signal asks for',
    file: 'functions/executor/open-position.ts',
    from: '...(signal.size && { size: signal.size }),',
    to: '...(signal.size && {}),',
    tests,
  },
  {
    name: 'take a stop that the mark has passed',
    file: 'shared/domain/entry-bounds.ts',
    from: 'stopPrice !== undefined && seen.some(',
    to: 'stopPrice !== undefined && seen.every(',
    tests,
  },
  {
    name: 'take a take-profit that the market has passed',
    file: 'shared/domain/entry-bounds.ts',
    from: 'if (first && seen.some(',
    to: 'if (!first && seen.some(',
    tests,
  },
  {
    name: 'take a stop as a price however far it is',
    file: 'shared/domain/entry-bounds.ts',
    from: 'if (distance.times(2).lte(liquidation)) return undefined',
    to: 'if (isPrice || distance.times(2).lte(liquidation)) return undefined',
    tests,
  },
  {
    name: 'let a trail lie within the spread',
    file: 'shared/domain/entry-bounds.ts',
    from: 'if (trail?.lt(least))',
    to: 'if (trail?.lt(0))',
    tests,
  },
  {
    name: 'put a stop that is a price a tick off',
    file: 'shared/domain/measured.ts',
    from: 'Dec.ROUND_UP',
    to: 'Dec.ROUND_DOWN',
    tests,
  },
  {
    name: 'leave the emergency where the settings have it, however far the stop is',
    file: 'shared/domain/measured.ts',
    from: 'emergencyPct: share.plus(apart).toFixed()',
    to: 'emergencyPct',
    tests,
  },
  {
    name: 'measure a stop that is a price from the touch for life',
    file: 'shared/position/opened-position.ts',
    from: 'measuredFrom(position.settings, dec(entryPrice), leverage)',
    to: 'measuredFrom(position.settings, dec(position.entry.touchPrice), leverage)',
    tests: ['test/position/opened-position.test.ts'],
  },
  {
    name: 'trail a stop from the entry on',
    file: 'shared/domain/stop-level.ts',
    from: 'if (trailPct && isCrossed(basis.side, mark, trailsFrom(basis)))',
    to: 'if (trailPct)',
    tests,
  },
  {
    name: 'sell the ladder’s take-profits beside those of the signal',
    file: 'shared/domain/rungs.ts',
    from: 'settings.takeProfits?.map(told => ofSignal(basis, told)) ?? ofSettings(basis)',
    to: '[...(settings.takeProfits ?? []).map(told => ofSignal(basis, told)), ...ofSettings(basis)]',
    tests,
  },
  {
    name: 'give every signal the ladder of the settings',
    file: 'shared/position/frozen-settings.ts',
    from: 'ladderOf(overrides.ladder, configuration.ladder)',
    to: 'configuration.ladder',
    tests,
  },
  {
    name: 'enter whatever the mood speaks against',
    file: 'shared/domain/admission.ts',
    from: 'if (felt !== undefined) return',
    to: 'if (felt === signal.action) return',
    tests: ['test/in-process/sentiment.test.ts'],
  },
  {
    name: 'let a short’s mood be a long’s',
    file: 'shared/domain/sentiment.ts',
    from: 'dec(felt).times(sign(side))',
    to: 'dec(felt).times(sign(side) ** 2)',
    tests: ['test/in-process/sentiment.test.ts'],
  },
  {
    name: 'hear no sentiment against an open position',
    file: 'functions/monitor/survey/survey.ts',
    from: 'sentimentOf(side, signal.action, signal.sentiment)',
    to: 'sentimentOf(side, signal.action)',
    tests: ['test/in-process/sentiment.test.ts'],
  },
]
