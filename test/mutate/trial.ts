/** The check that instrumented code makes at every place with a mutant, in every copy of the module. */
declare global {
  var __runsAsMutant: (mutant: number) => boolean
}

/** How often code may check while one test runs: a mutant that loops forever is noticed, not waited for. */
const roundsOf = (unchanged: number) => 100_000 + 20 * unchanged

let chosen: number | undefined
let asked = 0
let most = Number.POSITIVE_INFINITY
let reached = new Set<number>()

globalThis.__runsAsMutant = mutant => {
  asked += 1
  if (asked > most) throw new Error(`As mutant ${chosen} the code goes round for ever`)
  if (mutant === chosen) return true
  if (chosen === undefined) reached.add(mutant)
  return false
}

/** The places that a run of unchanged code reached, how often it checked, and its time. */
export interface Reach {
  readonly mutants: ReadonlySet<number>
  readonly asked: number
  readonly ms: number
}

export async function unchanged(run: () => unknown): Promise<Reach> {
  begin(undefined, Number.POSITIVE_INFINITY)
  const began = performance.now()
  await run()
  return { mutants: reached, asked, ms: performance.now() - began }
}

/** Whether code fails when it runs as that mutant; `usually` is how often the unchanged code checks. */
export async function goesWrong(mutant: number, usually: number, run: () => unknown): Promise<boolean> {
  begin(mutant, roundsOf(usually))
  try {
    await run()
    return false
  } catch {
    return true
  } finally {
    begin(undefined, Number.POSITIVE_INFINITY)
  }
}

function begin(mutant: number | undefined, rounds: number): void {
  chosen = mutant
  asked = 0
  most = rounds
  reached = new Set()
}
