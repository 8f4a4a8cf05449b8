import type { Mutation } from './mutation.ts'

const deployment = 'infra/stacks/deployment.ts'
const tests = ['test/infra/stacks/deployment.test.ts']

/** What is deployed by whom: the file, the shell over it, and what either may loosen. No storm deploys. */
export const ofTheSettings: readonly Mutation[] = [
  {
    name: 'forget what the file says',
    file: deployment,
    from: 'effective(name, file.said, saidByShell(',
    to: 'effective(name, {}, saidByShell(',
    tests,
  },
  {
    name: 'let a shell loosen live',
    file: deployment,
    from: "context.accept !== 'loosened'",
    to: "context.accept === 'never'",
    tests,
  },
  {
    name: 'deploy live with alarms unmailed',
    file: deployment,
    from: "if (name !== 'paper') refuseSilence(",
    to: "if (name === 'demo') refuseSilence(",
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
]
