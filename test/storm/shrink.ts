import { runStorm, type Storm } from './run-storm.ts'

/**
 * The same storm with as few faults and signals as still break the same promise: leaves out parts, halves first, as
 * long as it goes on failing. Returns the smallest one found within `attempts` storms.
 */
export async function shrink(storm: Storm, attempts = 300): Promise<Storm> {
  const broken = new Set(storm.violations.map(({ promise }) => promise))
  let smallest = storm
  let left = attempts

  async function without(what: 'faults' | 'signals', keys: readonly string[]): Promise<boolean> {
    if (left-- <= 0) return false
    const kept = { faults: faultKeys(smallest), signals: new Set(smallest.signals) }
    for (const key of keys) kept[what].delete(key)
    const tried = await runStorm(storm.seed, { onlyFaults: kept.faults, onlySignals: kept.signals })
    if (!tried.violations.some(({ promise }) => broken.has(promise))) return false
    smallest = tried
    return true
  }
  async function fewer(what: 'faults' | 'signals', present: () => readonly string[]): Promise<void> {
    for (let size = Math.ceil(present().length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
      for (let from = 0; from < present().length && left > 0; ) {
        const part = present().slice(from, from + size)
        if (!(await without(what, part))) from += size
      }
    }
  }
  await fewer('signals', () => smallest.signals)
  await fewer('faults', () => [...faultKeys(smallest)])
  await fewer('signals', () => smallest.signals)
  return smallest
}

export const faultKeys = ({ faults }: Storm): Set<string> => new Set(faults.map(({ key }) => key))
