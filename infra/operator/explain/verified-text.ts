import type { Verified } from '#decisions/replay.ts'
import { paint } from '../../terminal/colours.ts'
import { clockTime } from '../../terminal/time.ts'

export const allEqual = (verified: readonly Verified[]): boolean => verified.every(each => each.equal)

/** Whether replayed decisions gave the recorded results, and both results where they differ. */
export function verifiedText(what: string, verified: readonly Verified[]): string {
  const different = verified.filter(each => !each.equal)
  if (different.length === 0) {
    return `${what}: ${paint.green(`${verified.length} decisions replayed, all equal`)}`
  }
  const lines = different.map(
    each => `  ${clockTime(each.at)} ${each.rule}\n    recorded ${each.recorded}\n    again    ${each.again}`,
  )
  return `${what}: ${paint.red(`${different.length} of ${verified.length} decisions come out differently`)}\n${lines.join('\n')}`
}
