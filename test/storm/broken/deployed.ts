import type { Mutation } from './mutation.ts'

/** What is in a function's bundle, and which venue it serves. No storm sees a bundle. */
export const ofWhatIsDeployed: readonly Mutation[] = [
  {
    name: 'wire the faults into the venue',
    file: 'shared/paper/hook.ts',
    from: 'const noHook: VenueHook = {',
    to: "const { createFaults } = await import('./faults/faults.ts')\nconst noHook: VenueHook = { ...createFaults(),",
    tests: ['test/infra/stacks/bundles.test.ts'],
  },
  {
    name: 'know no refusal of another copy',
    file: 'shared/paper/refusal.ts',
    from: "problem instanceof Error && problem.name === 'Refusal'",
    to: 'problem instanceof Refusal',
    tests: ['test/paper/faults/hook.test.ts'],
  },
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
  {
    name: 'let an alarm of any account publish',
    file: 'infra/stacks/for-alarms.ts',
    from: "StringEquals: { 'aws:SourceAccount': stack.account },",
    to: '',
    tests: ['test/infra/stacks/locked-down.test.ts'],
  },
  {
    name: 'give every watch’s log the same name',
    file: 'infra/stacks/watch.ts',
    from: "Fn.select(0, Fn.split('-', uuid))",
    to: "Fn.join('', ['log'])",
    tests: ['test/infra/stacks/locked-down.test.ts'],
  },
  {
    name: 'carry what a failed row ends with',
    file: 'infra/stacks/watch-definition.ts',
    from: "'Leave it to the next tick', { result }",
    to: "'Leave it to the next tick'",
    tests: ['test/infra/local/watch.test.ts'],
  },
  {
    name: 'read the stacks on any Node',
    file: 'infra/stacks/app.mjs',
    from: "Number(got.split('.')[0]) >= 24",
    to: 'true',
    tests: ['test/infra/stacks/own-node.test.ts'],
  },
  {
    name: 'let a close die in five receives',
    file: 'infra/stacks/closing.ts',
    from: 'receives: closeReceives,',
    to: '',
    tests: ['test/infra/stacks/stacks.test.ts'],
  },
  {
    name: 'let any address stand in for Binance',
    file: 'shared/settings/binance-endpoint.ts',
    from: 'if (!onThisMachine.test(endpoint))',
    to: "if (endpoint === 'nowhere')",
    tests: ['test/lambda/binance-endpoint.test.ts'],
  },
  {
    name: 'ask Binance though another stands in',
    file: 'shared/binance/binance.ts',
    from: 'settings.endpoint === undefined ? globalThis.fetch : sentTo(settings.endpoint)',
    to: 'settings.endpoint === undefined ? sentTo : globalThis.fetch',
    tests: ['test/lambda/binance-endpoint.test.ts'],
  },
  {
    name: 'trade at Binance from this machine',
    file: 'infra/local/runner/function-environment.ts',
    from: "settings.QT_PAPER_TRADING === 'false' && ",
    to: "settings.QT_PAPER_TRADING === 'no' && ",
    tests: ['test/lambda/binance-endpoint.test.ts'],
  },
]
