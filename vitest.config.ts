import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Folders whose files take tens of seconds, the slowest first. */
const slow = [
  'test/operator/',
  'test/storm/',
  'test/matrix/',
  'test/whole/',
  'test/infra/local/',
  'test/in-process/',
]

/** Long files go first, so that no worker begins one when the other has nothing left to do. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification) => {
      const at = slow.findIndex(folder => moduleId.includes(`/${folder}`))
      return at < 0 ? slow.length : at
    }
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

/** Folders whose files leave nothing behind in their process, so that the next may run in it. */
const cleanRooms = [
  'domain',
  'figures',
  'notifications',
  'binance',
  'paper',
  'clients',
  'in-process',
  'position',
  'settings',
  'strategy',
  'table',
  'lab',
  'pictures',
  'bench',
]
/** The templates, and what a deploy of them decides: what runs them is beside them, and is not clean. */
const cleanCorners = ['infra/stacks', 'operator/deploy']
const cleanFolders = [...cleanRooms, ...cleanCorners]
const lost = cleanFolders.filter(folder => !existsSync(`test/${folder}`))
if (lost.length > 0)
  throw new Error(`vitest.config.ts names test/${lost.join(', test/')}, which is not there`)
/** The tests of the pages lie in no room. */
const clean = cleanRooms
  .map(room => `test/${room}/**/*.test.ts`)
  .concat(
    cleanCorners.map(corner => `test/${corner}/*.test.ts`),
    'test/*.test.ts',
  )

export default defineConfig({
  test: {
    // The CDK's own look at the templates would take half the time of most tests that synthesize; one asks for it.
    env: { CDK_VALIDATION: 'false' },
    projects: [
      { extends: true, test: { name: 'clean', include: clean, isolate: false } },
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: clean } },
    ],
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    // For what hangs; a machine that is busy with other things is no failure.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    reporters: ['default'],
  },
})
