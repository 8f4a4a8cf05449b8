import { writeFileSync } from 'node:fs'
import { reportPage } from '../../pictures/report.ts'
import { picturedRun } from '../audit/pictures/pictured-run.ts'
import { netOf } from '../audit/report.ts'
import type { OtherOutcome } from './other-path.ts'
import type { Plan } from './plan.ts'
import type { Played } from './play.ts'

/** Writes what `--html` shows; beside it how the same market came out under the other order of high and low. */
export function writePictures(
  file: string,
  { market, startAt, configuration }: Plan,
  { report, records, ledgers }: Played,
  other: OtherOutcome | undefined,
): void {
  const pictured = picturedRun({
    ...{ market, report, records, ledgers },
    startsAt: startAt,
    balance: configuration.paperBalance,
    remarks: other ? [{ name: `Under ${other.path}`, text: told(other) }] : [],
  })
  writeFileSync(file, reportPage(pictured))
}

const told = (other: OtherOutcome): string =>
  'report' in other ? `net ${netOf(other.report)} USDT` : `no report: ${other.failure}`
