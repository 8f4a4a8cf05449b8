import { basename } from 'node:path'
import { configureGlobal } from 'fast-check'
import {
  beforeAll,
  describe,
  inject,
  type RunnerTestCase,
  type RunnerTestSuite,
  TestRunner,
  test,
  vi,
} from 'vitest'
import { goesWrong, type Reach, unchanged } from './trial.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of the tests that have to notice. */
    readonly tests: readonly string[]
    /** Numbers of the mutants that this session tries, each with its file. */
    readonly mutants: readonly (readonly [mutant: number, file: string])[]
  }
  interface TaskMeta {
    /** The test that noticed the mutant; empty if none did. */
    noticedBy?: string
    /** Whether any test reaches it. */
    reached?: boolean
  }
}

/** A test as it was collected. */
interface Known {
  readonly name: string
  readonly file: string
  readonly run: () => unknown
}

// The same examples for every mutant, and no search for a smaller one.
configureGlobal({ seed: 20_250_203, endOnFailure: true })

const tests = inject('tests')
let known: readonly Known[] = []
let reaches: readonly Reach[] = []
let atImport: Reach = { mutants: new Set(), asked: 0, ms: 0 }

beforeAll(async () => {
  atImport = await unchanged(async () => {
    known = await collected()
  })
})

test('unchanged code passes', async () => {
  const found: Reach[] = []
  for (const { name, run } of known) {
    const reach = await unchanged(run).catch((error: unknown) => {
      throw new Error(`${name}: ${error}`)
    })
    found.push(reach)
  }
  reaches = found
})

describe.each(inject('mutants'))('%i', (mutant, file) => {
  /** For code that ran at import, the module is loaded again, as the mutant. */
  let again: readonly Known[] | undefined
  let fails = false

  beforeAll(async () => {
    if (!atImport.mutants.has(mutant)) return
    fails = await goesWrong(mutant, atImport.asked, async () => {
      again = await collected()
    })
  })

  test('is noticed', async ({ task }) => {
    const whole = atImport.mutants.has(mutant)
    const reaching = known
      .map((each, index) => ({ ...each, index }))
      .filter(({ index }) => whole || reaches[index]?.mutants.has(mutant))
    task.meta.reached = reaching.length > 0
    task.meta.noticedBy = fails ? 'the import' : await firstToNotice(mutant, reaching)
    again = undefined
  })

  async function firstToNotice(mutant: number, reaching: readonly (Known & { readonly index: number })[]) {
    // The fastest tests first; among slow ones the file's own.
    const rank = ({ file: from, index }: (typeof reaching)[number]) =>
      (reaches[index]?.ms ?? 0) / (basename(from).startsWith(basename(file, '.ts')) ? 100 : 1)
    for (const { name, index, run } of reaching.toSorted((a, b) => rank(a) - rank(b))) {
      if (await goesWrong(mutant, reaches[index]?.asked ?? 0, again?.[index]?.run ?? run)) return name
    }
    return ''
  }
})

/**
 * All tests, with modules of their own: collected as Vitest does, but hidden from it, because it would run them once.
 */
async function collected(): Promise<readonly Known[]> {
  vi.resetModules()
  const found: Known[] = []
  const { file } = TestRunner.getCurrentSuite()
  for (const path of tests) {
    const suite = await describe(basename(path), async () => {
      await import(path)
    }).collect(file)
    found.push(
      ...casesOf(suite).map(each => ({
        name: `${basename(path)}: ${each.name}`,
        file: path,
        run: TestRunner.getTestFn(each),
      })),
    )
  }
  TestRunner.getCurrentSuite().clear()
  return found
}

const casesOf = (suite: RunnerTestSuite): readonly RunnerTestCase[] =>
  suite.tasks.flatMap(task => (task.type === 'suite' ? casesOf(task) : [task]))
