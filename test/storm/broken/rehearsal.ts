import type { Mutation } from './mutation.ts'

const tests = ['test/operator/rehearse.test.ts']
const interrupted = ['test/operator/interrupted-rehearsal.test.ts']
const folder = 'infra/operator/rehearse'

/** What keeps a rehearsal from leaving anything behind, and from seeing nothing. No storm rehearses. */
export const ofTheRehearsal: readonly Mutation[] = [
  {
    name: 'rehearse with real money',
    file: 'infra/operator/commands/rehearse.ts',
    from: "if (venue !== 'demo') refuse(venue)",
    to: "if (venue === 'paper') refuse(venue)",
    tests,
  },
  {
    name: 'rehearse beside what is open',
    file: `${folder}/facts.ts`,
    from: 'if (there.length > 0)',
    to: 'if (there.length > 9)',
    tests,
  },
  {
    name: 'rehearse where a position is managed',
    file: `${folder}/facts.ts`,
    from: 'const slot = slots[symbol]',
    to: "const slot = slots['']",
    tests,
  },
  {
    name: 'let a rehearsal die unheard',
    file: `${folder}/rehearsal.ts`,
    from: 'await askToClose(id, shouldWeDie)',
    to: '',
    tests,
  },
  {
    name: 'interrupt cleaning up too',
    file: `${folder}/rehearsal.ts`,
    from: 'left = await cleanUp(cleaning)',
    to: 'left = await cleanUp(scene)',
    tests: interrupted,
  },
  {
    name: 'end with Ctrl-C at once',
    file: `${folder}/signals.ts`,
    from: 'process.on(ending, end)',
    to: 'process.off(ending, end)',
    tests: interrupted,
  },
  {
    name: 'follow the reader before what is open is closed',
    file: 'infra/terminal/reader.ts',
    from: 'if (acting > 0) leave = end',
    to: 'if (acting > 9) leave = end',
    tests: interrupted,
  },
  {
    name: 'clean up only once',
    file: `${folder}/clean-up.ts`,
    from: 'if (clock.now() >= until) return',
    to: 'return',
    tests,
  },
  {
    name: 'leave a rehearsed order that no list shows',
    file: `${folder}/clean-up.ts`,
    from: "if (order?.status === 'NEW') alive.push(id)",
    to: '',
    tests,
  },
  {
    name: 'let an exit be refused for what stands beside it',
    file: `${folder}/clean-up.ts`,
    from: "if (exit.outcome === 'refused') await makeRoom(cleaning)",
    to: '',
    tests,
  },
  {
    name: 'hear no answer that cannot be written down',
    file: `${folder}/file.ts`,
    from: 'failed = error as Error',
    to: 'throw error',
    tests,
  },
  {
    name: 'see no other code',
    file: `${folder}/differences.ts`,
    from: 'if (theirs !== expected)',
    to: 'if (asked.status === 0)',
    tests,
  },
  {
    name: 'see no stop vanish',
    file: `${folder}/differences.ts`,
    from: "else if (each.shownBy === 'us')",
    to: "else if (each.clientId === '')",
    tests,
  },
  {
    name: 'pass whatever a rehearsal was answered',
    file: `${folder}/judged.ts`,
    from: 'differences.every(({ kind }) => harmless.includes(kind))',
    to: 'true',
    tests,
  },
  {
    name: 'let what is refused at the exchange stand on paper',
    file: `${folder}/paper-answers.ts`,
    from: 'answers.get(each.n)?.status === 200 && hadNoEffect(each, kept)',
    to: 'each.n < 0',
    tests,
  },
]
