import type { Mutation } from './mutation.ts'

/** What is in a function's bundle, and which venue it serves. No storm sees a bundle. */
export const ofWhatIsDeployed: readonly Mutation[] = [
  {
    name: 'bundle the paper venue for Binance',
    file: 'infra/stacks/bundling.ts',
    from: "venue === 'paper' ? everywhere : atBinance",
    to: 'everywhere',
    tests: ['test/infra/stacks/bundles.test.ts'],
  },
  {
    name: 'start with money of the other kind',
    file: 'shared/lambda/bundled-for.ts',
    from: "isPaper === (bundledFor === 'paper')",
    to: 'true',
    tests: ['test/infra/stacks/bundles.test.ts'],
  },
]
