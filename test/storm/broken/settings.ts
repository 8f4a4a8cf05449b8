import type { Mutation } from './mutation.ts'

const planned = 'infra/stacks/planned.ts'
const tests = ['test/infra/stacks/deployment.test.ts']

/** What is deployed by whom: the file, the shell over it, and what either may loosen. No storm deploys. */
export const ofTheSettings: readonly Mutation[] = [
  {
    name: 'forget what the file says',
    file: planned,
    from: 'effective(name, file.said, saidByShell(',
    to: 'effective(name, {}, saidByShell(',
    tests,
  },
  {
    name: 'let a shell loosen live',
    file: planned,
    from: "context.accept !== 'loosened'",
    to: "context.accept === 'never'",
    tests,
  },
  {
    name: 'deploy live with alarms unmailed',
    file: planned,
    from: "if (name !== 'paper' &&",
    to: "if (name === 'demo' &&",
    tests,
  },
  {
    name: 'begin live without its cap',
    file: 'shared/settings/said.ts',
    from: "venue === 'live' ? liveCap : {}",
    to: '{}',
    tests,
  },
  {
    name: 'move live to an address that nothing asked for',
    file: 'infra/operator/deploy/egress.ts',
    from: "(env === 'live' ? deployed : undefined)",
    to: "(env === 'paper' ? deployed : undefined)",
    tests: ['test/operator/deploy.test.ts'],
  },
  {
    name: 'move to an address in one step',
    file: 'infra/operator/deploy/egress.ts',
    from: "deployed === 'any' ? 'prepared' : wanted",
    to: "deployed === 'any' ? 'fixed' : wanted",
    tests: ['test/operator/deploy.test.ts'],
  },
  {
    name: 'give an address up where it is still used',
    file: 'infra/operator/deploy/cdk.ts',
    from: "...(only ? [only, '--exclusively'] : ['--all']),",
    to: "'--all',",
    tests: ['test/operator/deploy.test.ts'],
  },
  {
    name: 'switch to an address with positions open',
    file: 'infra/operator/deploy/proof.ts',
    from: 'if (shown.length > 0)',
    to: 'if (shown.length > 99)',
    tests: ['test/whole/at-binance.test.ts'],
  },
  {
    name: 'switch to an address while entries go on',
    file: 'infra/operator/deploy/proof.ts',
    from: 'if (!liftable.some(',
    to: 'if (liftable.every(',
    tests: ['test/whole/at-binance.test.ts'],
  },
  {
    name: 'give up an address that the key is restricted to',
    file: 'infra/operator/deploy/proof.ts',
    from: 'if (!ipRestricted) return',
    to: 'if (ipRestricted) return',
    tests: ['test/whole/at-binance.test.ts'],
  },
  {
    name: 'synthesize live where nothing says from where it asks',
    file: planned,
    from: "values.egress.from !== 'default'",
    to: "values.egress.from === 'default'",
    tests,
  },
  {
    name: 'climb the standard ladder whatever it is called',
    file: 'shared/settings/settings.ts',
    from: '): Ladder => ladders[name])',
    to: '): Ladder => (name ? ladders.standard : []))',
    tests: ['test/lambda/configuration.test.ts'],
  },
  {
    name: 'let variables outgrow a function',
    file: 'infra/stacks/environment-size.ts',
    from: 'if (bytes <= mostBytes) return',
    to: 'if (bytes <= 10 * mostBytes) return',
    tests,
  },
  {
    name: 'call fewer symbols wider',
    file: 'shared/settings/loosening.ts',
    from: 'after.some(name => !before.includes(name))',
    to: 'before.some(name => !after.includes(name))',
    tests: ['test/settings'],
  },
  {
    name: 'see no ladder that locks less',
    file: 'shared/settings/loosening.ts',
    from: 'lockAt(after, dec(at)).lt(lockAt(before, dec(at)))',
    to: 'lockAt(after, dec(at)).lt(-1)',
    tests: ['test/settings'],
  },
  {
    name: 'take a yes for a looser shell',
    file: 'infra/operator/commands/deploy.ts',
    from: "if (!yes || accept === 'loosened') return",
    to: 'if (yes || accept) return',
    tests: ['test/operator/deploy.test.ts'],
  },
  {
    name: 'mark nothing as looser in a deploy',
    file: 'infra/operator/deploy/changes.ts',
    from: 'return whyLooser(name, before, after)',
    to: 'return undefined',
    tests: ['test/operator/deploy.test.ts'],
  },
  {
    name: 'write a file that does not repeat the deploy',
    file: 'infra/operator/deploy/written.ts',
    from: 'values[name] !== repeated[name].value',
    to: 'repeated[name].value === undefined',
    tests: ['test/operator/deploy.test.ts'],
  },
]
