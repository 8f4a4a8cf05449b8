import { verifyPosition, verifyVerdict } from '#protection/replay.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import { allPositions } from '../positions.ts'
import type { Room } from '../room.ts'
import { allVerdicts } from '../verdicts.ts'
import { allEqual, verifiedText } from './verified-text.ts'

/** Makes every decision again that the table holds: of each position, and on each signal. */
export async function verifyAll(room: Room): Promise<Answer> {
  const [held, verdicts] = await Promise.all([allPositions(room), allVerdicts(room)])
  const positions = await Promise.all(
    held.map(async position => ({
      position: position.id,
      symbol: position.symbol,
      verified: verifyPosition(position, await room.state.journal.read(position.id)),
    })),
  )
  const signals = verdicts.map(verdict => ({ signal: verdict.signalId, verified: verifyVerdict(verdict) }))
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
