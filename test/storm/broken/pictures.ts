import type { Mutation } from './mutation.ts'

const embedded = ['test/pictures/embed.test.ts']

const viewed = ['test/operator/page/view/view.test.ts']

/** What a page may run, and what it may not hide. No storm draws. */
export const ofThePictures: readonly Mutation[] = [
  {
    name: 'put data into a page as it is',
    file: 'infra/pictures/embed.ts',
    from: "JSON.stringify(value).replaceAll('<', '\\\\u003c')",
    to: 'JSON.stringify(value)',
    tests: embedded,
  },
  {
    name: 'let a page run whatever stands in it',
    file: 'infra/pictures/page.ts',
    from: "scripts.map(allowed).join(' ')",
    to: `"'unsafe-inline'"`,
    tests: embedded,
  },
  {
    name: 'draw falls as they end, not as deep as they went',
    file: 'infra/local/audit/pictures/drawn-equity.ts',
    from: 'deepest = Math.max(deepest, below(worth, high))',
    to: 'deepest = below(worth, high)',
    tests: ['test/pictures/equity.test.ts'],
  },
  {
    name: 'do from a page that only shows',
    file: 'infra/operator/page/view/act/action-button.tsx',
    from: 'onClick={() => canAct && begin(asked)}',
    to: 'onClick={() => begin(asked)}',
    tests: viewed,
  },
  {
    name: 'take what was for what is',
    file: 'infra/operator/page/view/told/stream.ts',
    from: "hearing.value = 'lost'",
    to: "hearing.value = 'live'",
    tests: viewed,
  },
  {
    name: 'ask nothing before it is done',
    file: 'infra/operator/page/view/act/asking.ts',
    from: ": { step: 'previewed', asked, preview }",
    to: ": { step: 'done', asked, done: await post<ActionDone>(paths.confirm, preview) }",
    tests: viewed,
  },
]
