import { writeFileSync } from 'node:fs'
import type { Remark } from '../../pictures/pictured.ts'
import { reportPage } from '../../pictures/report.ts'
import { picturedRun } from '../audit/pictures/pictured-run.ts'
import { netOf } from '../audit/report.ts'
import type { Plan } from './plan.ts'
import type { Played } from './play.ts'

/** Writes what `--html` shows of a run. */
export function writePictures(
  file: string,
  { market, startAt: startsAt, configuration: { paperBalance: balance } }: Plan,
  { report, records, ledgers }: Pick<Played, 'report' | 'records' | 'ledgers'>,
  remarks: readonly Remark[],
): void {
  const pictured = picturedRun({ market, startsAt, balance, report, records, ledgers, remarks })
  writeFileSync(file, reportPage(pictured))
}

/** As many other paths are told one by one. */
const fewPaths = 4

/** How the same market came out with other paths inside its candles. */
export function underOtherPaths(others: readonly OtherPathOutcome[]): readonly Remark[] {
  if (others.length <= fewPaths)
    return others.map(other => ({ name: `Under ${other.path}`, text: told(other) }))
  const nets = others
    .flatMap(other => ('report' in other ? Number(netOf(other.report)) : []))
    .sort((a, b) => a - b)
  const at = (share: number) => `${nets[Math.round(share * (nets.length - 1))]?.toFixed(2)}`
  const text = `net from ${at(0)} to ${at(1)} USDT, half of them above ${at(0.5)}`
  return [{ name: `Under ${nets.length} other paths`, text }]
}

type OtherPathOutcome = { readonly path: string } & (
  | { readonly report: Parameters<typeof netOf>[0] }
  | { readonly failure: string }
)

const told = (other: OtherPathOutcome): string =>
  'report' in other ? `net ${netOf(other.report)} USDT` : `no report: ${other.failure}`
