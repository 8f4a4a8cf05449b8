import { type AssemblyOptions, synthesize } from '../../runner/assembly.ts'
import { keepTook, lastTook } from '../../took.ts'
import { showUsual } from './progress.ts'
import type { Screen } from './screen.ts'

/** On a machine without any synthesis yet. */
const firstMs = 8_000
/** A shorter one came from the cache, and is no measure. */
const leastMs = 1_000

/** Synthesizes the stacks, and shows meanwhile how long that will take. */
export async function synthesizeShown(screen: Screen, options: AssemblyOptions): Promise<string> {
  screen.note('Synthesizing the stacks …')
  const begun = performance.now()
  const waiting = showUsual(screen, 'Synthesizing', lastTook('synthesis') ?? firstMs)
  try {
    const folder = await synthesize(options)
    const ms = performance.now() - begun
    if (ms > leastMs) keepTook('synthesis', ms)
    return folder
  } finally {
    waiting.end()
  }
}
