import { spreadOf } from '#figures/spread.ts'
import type { Remark } from '../../pictures/pictured.ts'
import { reportPage } from '../../pictures/report.ts'
import { type PicturedRun, picturedRun } from '../audit/pictures/pictured-run.ts'
import { netOf } from '../audit/report.ts'
import { writePlaced } from './place.ts'
import type { Plan } from './plan.ts'

/** Writes the page of `--html`. `made` says, by message, what rejected entries would have made. */
export function writePictures(
  file: string,
  { market, startAt: startsAt, configuration: { paperBalance: balance } }: Plan,
  { report, records, ledgers }: Pick<PicturedRun, 'report' | 'records' | 'ledgers'>,
  remarks: readonly Remark[],
  made?: ReadonlyMap<string, string>,
): void {
  const run = { market, startsAt, balance, report, records, ledgers, remarks, ...(made && { made }) }
  const pictured = picturedRun(run)
  writePlaced('html', file, reportPage(pictured))
}

/** Up to this many other paths are listed one by one. */
const fewPaths = 4

/** How the same market came out with other paths inside its candles. */
export function underOtherPaths(others: readonly OtherPathOutcome[]): readonly Remark[] {
  if (others.length <= fewPaths)
    return others.map(other => ({ name: `Under ${other.path}`, text: told(other) }))
  const spread = spreadOf(others.flatMap(other => ('report' in other ? netOf(other.report) : [])))
  if (!spread) return []
  const { paths, won, least, median, greatest } = spread
  const range = `net from ${least} to ${greatest} USDT, median ${median}`
  return [{ name: `Under ${paths} other paths`, text: `${won} made money, ${range}` }]
}

type OtherPathOutcome = { readonly path: string } & (
  | { readonly report: Parameters<typeof netOf>[0] }
  | { readonly failure: string }
)

const told = (other: OtherPathOutcome): string =>
  'report' in other ? `net ${netOf(other.report)} USDT` : `no report: ${other.failure}`
