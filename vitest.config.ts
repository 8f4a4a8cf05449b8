import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes long, the longest first; before that what mostly waits, while others compute. */
const slow = [
  'test/lambda/patience.test.ts',
  'test/infra/local/alarms.test.ts',
  'test/operator/tool.test.ts',
  'test/matrix/',
  'test/infra/local/access.test.ts',
  'test/whole/command.test.ts',
  'test/storm/storm.test.ts',
  'test/operator/page/page.test.ts',
  'test/whole/notify.test.ts',
  'test/operator/evaluate/played-week.test.ts',
  'test/whole/',
  'test/infra/local/live/',
  'test/lab/sweep/on-aws/',
  'test/paper/table/full-account.test.ts',
  'test/operator/',
  'test/infra/',
  'test/bench/',
  'test/pictures/page.test.ts',
  'test/paper/exchange-command.test.ts',
  'test/rule-signals/same-as-the-lab.test.ts',
  'test/architecture.test.ts',
  'test/lab/',
  'test/in-process/',
]

/** What changes its process for good (a clock, a time zone), which nothing else may find. */
const alone = [
  'test/lambda/*.test.ts',
  'test/operator/carried.test.ts',
  'test/operator/local-clock.test.ts',
  'test/infra/local/times-given.test.ts',
]

const lost = [...slow, ...alone].filter(
  named => globSync(named.endsWith('/') ? `${named}**/*.test.ts` : named).length === 0,
)
if (lost.length > 0) throw new Error(`vitest.config.ts names ${lost.join(', ')}, which is not there`)

/** Long files go first, so that no worker begins one when the others have nothing left to do. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId, project }: TestSpecification) => {
      // A process is kept for the next file only while that is one of the same project: those alone come last together.
      const isAlone = project.name === 'alone'
      const at = slow.findIndex(named => moduleId.includes(`/${named}`) && !(isAlone && named.endsWith('/')))
      if (at >= 0) return at
      return isAlone ? slow.length + 1 : slow.length
    }
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    env: {
      // The CDK's own look at the templates would take half the time of most tests that synthesize; one asks for it.
      CDK_VALIDATION: 'false',
      // For the processes that tests start: the commands keep it there themselves.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('.quantum-trader/compiled', import.meta.url)),
    },
    projects: [
      // In one process after the other, which keeps what it has loaded.
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: alone,
          isolate: false,
          setupFiles: ['test/cpu-spent.ts', 'test/as-found.ts'],
        },
      },
      { extends: true, test: { name: 'alone', include: alone, setupFiles: ['test/cpu-spent.ts'] } },
    ],
    // Some wait, for processes and for the market's time: another one computes meanwhile.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
    sequence: { sequencer: SlowFirst },
    // For what hangs; a machine that is busy with other things is no failure.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    reporters: ['default'],
  },
})
