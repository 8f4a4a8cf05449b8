import { ladders } from '#domain/ladders.ts'
import { percent, signed, signedPercent } from '../terminal/amounts.ts'
import { paint } from '../terminal/colours.ts'
import { plainTable } from '../terminal/plain-table.ts'
import { problemOf } from './given.ts'
import type { PlayedInLab } from './play-lab.ts'

/** The same market and signals with one of the ladders; only its name if the other settings contradict it. */
export interface UnderLadder {
  readonly name: string
  readonly played?: Pick<PlayedInLab, 'report' | 'decisions'>
  readonly problem?: string
}

/** Plays each named ladder. */
export async function playLadders(
  environment: Readonly<Record<string, string>>,
  play: (environment: Readonly<Record<string, string>>) => Promise<Pick<PlayedInLab, 'report' | 'decisions'>>,
): Promise<readonly UnderLadder[]> {
  const all: UnderLadder[] = []
  for (const name of Object.keys(ladders)) {
    const under = { ...environment, QT_LADDER: name }
    const problem = problemOf(under)
    if (problem !== undefined) {
      all.push({ name, problem })
      continue
    }
    const { report, decisions } = await play(under)
    all.push({ name, played: { report, decisions } })
  }
  return all
}

/** Their results, side by side. */
export function ladderTable(all: readonly UnderLadder[]): string {
  const table = plainTable(['ladder', 'trades', 'won', 'of margin', 'net', 'fees', 'drawdown'], 1)
  for (const { name, played } of all) {
    if (!played) continue
    const { all: tally, drawdown } = played.report.figures
    table.push([
      name,
      String(tally.trades),
      tally.winRate === undefined ? '—' : percent(tally.winRate, 0),
      tally.ofMargin === undefined ? '—' : signedPercent(tally.ofMargin.net),
      signed(tally.net),
      Number(tally.fees).toFixed(2),
      Number(drawdown.money).toFixed(2),
    ])
  }
  return [
    paint.bold('Ladders'),
    ...table
      .toString()
      .split('\n')
      .map(line => `  ${line}`),
    ...all.flatMap(({ name, problem }) => (problem === undefined ? [] : [`  ${name}: ${problem}`])),
    '',
  ].join('\n')
}
