import type { Mutation } from './mutation.ts'

/** Public and stored words of before that are no longer understood. */
export const ofTheWords: readonly Mutation[] = [
  {
    name: 'words: forget how refusals were recorded',
    file: 'shared/decisions/former-words.ts',
    from: 'text.replace(former, today), decision.outcome)',
    to: "text.replace(former, '$&' || today), decision.outcome)",
    tests: ['test/position/former-words.test.ts'],
  },
  {
    name: 'words: count metrics under their new names alone',
    file: 'shared/lambda/telemetry.ts',
    from: 'formerNames[metric] ?? []].flat()',
    to: '[] as string[]].flat()',
    tests: ['test/lambda/telemetry.test.ts'],
  },
  {
    name: 'words: take --path by its new words alone',
    file: 'infra/local/market/path-option.ts',
    from: '?? formerOrders[text]',
    to: '?? ({} as typeof formerOrders)[text]',
    tests: ['test/words.test.ts'],
  },
  {
    name: 'words: give a renamed alarm another logical id',
    file: 'infra/stacks/operator-alarm.ts',
    from: 'return id ? { id, named',
    to: 'return id ? { id: name, named',
    tests: ['test/infra/stacks/runbook.test.ts'],
  },
]
