import type { Venue } from '#ports/configuration.ts'
import manifest from '../../../package.json' with { type: 'json' }
import { toItsEnd } from '../../terminal/reader.ts'
import { requestClose } from '../act/close.ts'
import { type Consent, confirm } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { readFacts, readMarket } from '../rehearse/facts.ts'
import { beginFile, readFile } from '../rehearse/file.ts'
import { type Judged, judge } from '../rehearse/judged.ts'
import { judgedText } from '../rehearse/judged-text.ts'
import { type Kept, keeper, mayStand } from '../rehearse/kept.ts'
import { type Rehearsed, rehearse as takeThrough } from '../rehearse/rehearsal.ts'
import { heedingSignals } from '../rehearse/signals.ts'
import { type Smallest, smallestPosition } from '../rehearse/smallest.ts'

export interface RehearsalOptions extends Consent {
  /** Seconds to hold the position. */
  readonly hold: number
  readonly file?: string
}

/**
 * Takes a symbol's smallest position through everything that the system does with one, on the demo venue. Keeps each
 * answer, and compares it with the paper venue's answer to the same request.
 */
export async function rehearse(
  connection: Connection,
  symbol: string,
  options: RehearsalOptions,
  askToClose = (positionId: string, group: string) => requestClose(connection, positionId, group),
): Promise<Answer> {
  const { stack, configuration, deployment, state, say } = connection
  const { venue, maxPositions } = configuration
  if (venue !== 'demo') refuse(venue)
  const kept: Kept[] = []
  let write: (asked: Kept) => void = () => {}
  const overhear = keeper(symbol, stack.clock, asked => {
    kept.push(asked)
    write(asked)
  })
  const exchange = await connection.exchangeOverheard(overhear)
  const context = { ...(await connection.context()), exchange }
  const facts = await readFacts(context, symbol, maxPositions)
  const planned = async (): Promise<Smallest> =>
    smallestPosition(await readMarket(context, facts), { deployment, now: stack.clock.now() })
  await confirm(described(connection, await planned(), options), options)

  const at = new Date(stack.clock.now()).toISOString()
  const name = options.file ?? `rehearsal-${venue}-${symbol}-${at.replaceAll(/[:.]/g, '-')}.jsonl`
  const file = beginFile(name, { v: 1, symbol, venue, release: manifest.version, at })
  kept.forEach(file.ask)
  write = file.ask
  const judged = await toItsEnd(() =>
    heedingSignals(say, async signal => {
      const stage = {
        ...{ context: { ...context, state }, configuration, signal, say },
        holdMs: options.hold * 1000,
        sentIds: () => mayStand(kept),
        askToClose,
      }
      const rehearsed = await takeThrough(stage, await planned())
      file.end(rehearsed)
      return judge(rehearsed, kept, symbol)
    }),
  )
  return answerOf(judged, name)
}

/** Judges a kept rehearsal again, by this release's paper venue, without asking the exchange. */
export async function judgeKept(name: string): Promise<Answer> {
  const { heading, kept, ended, isCut } = readFile(name)
  const killed: Rehearsed = {
    positionId: '',
    taken: [],
    left: [
      `it was killed: ${isCut ? 'the file’s last line was cut, and is not read' : 'the file does not say how it ended'}`,
    ],
  }
  return answerOf(await judge(ended ?? killed, kept, heading.symbol), name)
}

const answerOf = (judged: Judged, file: string): Answer => ({
  data: { ...judged, file },
  text: judgedText(judged, file),
  exitCode: judged.verdict === 'passed' ? exitCodes.yes : exitCodes.no,
})

/** A rehearsal neither uses real money nor compares the paper venue with itself. */
export function refuse(venue: Venue): never {
  throw new Complaint(
    exitCodes.usage,
    `expected a deployment that trades on the demo venue, got one on ${venue}`,
    'rehearse with demo’s money: qt rehearse --env demo',
  )
}

const described = (
  { stack }: Connection,
  { position, plan }: Smallest,
  { hold }: RehearsalOptions,
): readonly string[] => [
  `On ${stack.name} this opens a long of ${plan.quantity} ${position.symbol} at ${plan.touchPrice} with demo’s money, takes it`,
  `through its stops, a bridge and a part sold, holds it for ${hold} seconds, closes it and cancels its orders.`,
  'Ctrl-C ends it early, and cleans up first.',
]
