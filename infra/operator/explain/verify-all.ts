import { verifyPosition, verifyVerdict } from '#decisions/replay.ts'
import { readRecords } from '../../local/audit/records.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { allEqual, verifiedText } from './verified-text.ts'

/** Replays every decision in the table, on positions and on signals. Reads the whole table. */
export async function verifyAll({ documents, table }: Connection): Promise<Answer> {
  const records = await readRecords(documents, table)
  const positions = records.positions.map(position => ({
    position: position.id,
    symbol: position.symbol,
    verified: verifyPosition(position, records.journals.get(position.id) ?? []),
  }))
  const signals = records.verdicts.map(verdict => ({
    signal: verdict.signalId,
    verified: verifyVerdict(verdict),
  }))
  const onSignals = signals.flatMap(({ verified }) => verified)
  const made = [...positions.flatMap(({ verified }) => verified), ...onSignals]
  const equal = allEqual(made)
  const lines = [
    ...positions.map(each => verifiedText(`${each.position} ${each.symbol}`, each.verified)),
    verifiedText(`${signals.length} verdicts on signals`, onSignals),
    verifiedText('together', made).split('\n')[0],
  ]
  return {
    data: { equal, positions, signals },
    text: positions.length + signals.length === 0 ? 'No position and no signal yet.' : lines.join('\n'),
    exitCode: equal ? exitCodes.yes : exitCodes.no,
  }
}
