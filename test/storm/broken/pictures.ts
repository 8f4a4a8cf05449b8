import type { Mutation } from './mutation.ts'

const embedded = ['test/pictures/embed.test.ts']

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
]
