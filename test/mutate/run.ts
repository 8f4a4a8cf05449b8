import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import type { Plugin } from 'vitest/config'
import { type Reporter, startVitest, type TestCase } from 'vitest/node'
import { instrument, type Mutant } from './instrument.ts'

const root = join(import.meta.dirname, '../..')
/** The pure code: each room has its tests in the folder of its name. */
const rooms = ['domain', 'figures']

/** The outcome for a mutant. */
export interface Outcome {
  readonly mutant: Mutant
  /** The test that noticed it; absent if none did. */
  readonly noticedBy?: string
  /** Whether any test runs the changed code. */
  readonly reached: boolean
}

/** Tries every mutant of the files whose path contains `only`; throws if the unchanged code fails its tests. */
export async function tryMutants(
  only: string,
  threads: number,
  heard: (tried: number, of: number) => void = () => {},
): Promise<readonly Outcome[]> {
  const { mutants, code } = mutated(only)
  const outcomes = new Map<number, Outcome>()
  const failures: string[] = []
  const reporter: Reporter = {
    onTestCaseResult(test) {
      const { state, errors = [] } = test.result()
      if (state !== 'passed') failures.push(...errors.map(({ message }) => `${test.name}: ${message}`))
      const number = numberOf(test)
      const mutant = number === undefined ? undefined : mutants[number]
      if (number === undefined || !mutant) return
      const { noticedBy, reached = false } = test.meta()
      outcomes.set(number, { mutant, reached, ...(noticedBy && { noticedBy }) })
      heard(outcomes.size, mutants.length)
    },
    onTestRunEnd(_, errors) {
      failures.push(...errors.map(({ message }) => message))
    },
  }
  const numbers = mutants.map(({ file }, number) => [number, file] as const)
  const shares = Array.from({ length: threads }, (_, thread) =>
    session(
      thread,
      numbers.filter(([number]) => number % threads === thread),
      code,
    ),
  )
  const vitest = await startVitest('test', [], {
    ...common,
    root,
    watch: false,
    reporters: [reporter],
    projects: shares,
    maxWorkers: threads,
  })
  await vitest.close()
  if (failures.length > 0) throw new Error(`Unchanged code fails its tests: ${failures.join('; ')}`)
  if (outcomes.size < mutants.length)
    throw new Error(`Of ${mutants.length} mutants only ${outcomes.size} were tried: a session ended early`)
  return mutants.map((_, number) => outcomes.get(number)).filter(outcome => outcome !== undefined)
}

/** The files of all rooms with their mutants in them, numbered through. */
function mutated(only: string) {
  const mutants: Mutant[] = []
  const code = new Map<string, string>()
  const paths = filesIn('shared', '.ts').filter(path => relative(root, path).includes(only))
  for (const path of paths) {
    const file = basename(path)
    const instrumented = instrument(file, readFileSync(path, 'utf8'), mutants.length)
    code.set(path, instrumented.code)
    mutants.push(...instrumented.mutants)
  }
  return { mutants, code }
}

const filesIn = (storey: string, ending: string): readonly string[] =>
  rooms.flatMap(room =>
    readdirSync(join(root, storey, room), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith(ending))
      .map(file => join(root, storey, room, file)),
  )

const common = {
  config: false,
  pool: 'threads',
  isolate: false,
  bail: 1,
  testTimeout: 0,
  hookTimeout: 0,
  // It knows a module by its source, and would use the mutants of another run.
  fsModuleCache: false,
} as const

/** A thread's own Vitest project: all tests of the rooms, over its share of the mutants. */
const session = (
  thread: number,
  mutants: readonly (readonly [number, string])[],
  code: ReadonlyMap<string, string>,
) => ({
  plugins: [withMutants(code)],
  test: {
    ...common,
    name: String(thread),
    root,
    include: ['test/mutate/session.ts'],
    provide: {
      mutants,
      tests: filesIn('test', '.test.ts'),
    },
  },
})

const withMutants = (code: ReadonlyMap<string, string>): Plugin => ({
  name: 'mutants',
  enforce: 'pre',
  transform: (_, id) => code.get(id),
})

const numberOf = ({ parent }: TestCase): number | undefined =>
  parent.type === 'suite' ? Number(parent.name) : undefined
