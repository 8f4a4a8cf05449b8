import { readdirSync } from 'node:fs'
import { readFile } from '../../rehearse/file.ts'
import { judge } from '../../rehearse/judged.ts'
import type { Rehearsal } from '../evidence.ts'

/**
 * The rehearsal that the operator names, or else the latest on demo whose file is in this folder, judged by this
 * release.
 */
export async function readRehearsal(named?: string): Promise<Rehearsal | undefined> {
  const file = named ?? latestHere()
  if (file === undefined) return undefined
  const { heading, kept, ended } = readFile(file)
  const { release } = heading
  const at = Date.parse(heading.at)
  // A file without an end is from a killed rehearsal.
  const verdict = ended ? (await judge(ended, kept, heading.symbol)).verdict : 'failed'
  return { file, verdict, release, at }
}

/** The file names that `qt rehearse` gives end in the time. */
function latestHere(): string | undefined {
  const timeOf = (name: string) => /^rehearsal-demo-\w+-(\d{4}-.*Z)\.jsonl$/.exec(name)?.[1]
  const times = readdirSync('.').flatMap(name => {
    const time = timeOf(name)
    return time === undefined ? [] : [{ name, time }]
  })
  return times.toSorted((a, b) => a.time.localeCompare(b.time, 'en')).at(-1)?.name
}
