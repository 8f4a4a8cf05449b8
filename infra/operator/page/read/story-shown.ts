import { stripVTControlCharacters } from 'node:util'
import { type Verified, verifyVerdict } from '#decisions/replay.ts'
import type { Verdict } from '#ports/state.ts'
import { stopSteps } from '../../../local/audit/pictures/stop-steps.ts'
import { signalStory } from '../../explain/signal-story.ts'
import { headline, type Story, storySteps, verifiedStory } from '../../explain/story.ts'
import type { PositionStory, SignalStory, VerifiedShown } from '../shown/story.ts'
import { emergencyPriceOf, takeProfitsOf } from './position-shown.ts'

/** A position's story in the sentences of `qt explain`, its replayed decisions, and what its chart draws. */
export function positionStory(story: Story): PositionStory {
  const { position, journal, points, asset } = story
  const { id, symbol, side, state, leverage, source, signalId, closedAt, result } = position
  const emergencyPrice = emergencyPriceOf(position)
  return {
    ...{ id, symbol, side, state, leverage, source, signalId },
    headline: headline(story).map(plain),
    openedAt: position.openedAt ?? position.createdAt,
    ...(closedAt !== undefined && { closedAt }),
    ...(position.entryPrice !== undefined && { entryPrice: position.entryPrice }),
    ...(result && !result.provisional && { exitPrice: result.exitPrice, net: result.netPnl }),
    ...(asset !== undefined && { asset }),
    stops: [...stopSteps(journal)],
    takeProfits: takeProfitsOf(position, journal),
    ...(emergencyPrice !== undefined && { emergencyPrice }),
    steps: storySteps(story).map(({ at, event, text }) => ({ at, event, text: plain(text) })),
    points: points.map(({ what, asked, done, held }) => ({
      ...{ what, asked: plain(asked), done: plain(done) },
      ...(held !== undefined && { held }),
    })),
    verified: verifiedShown(verifiedStory(story)),
  }
}

/** The same for a signal that became no position. */
export function toldSignal(verdict: Verdict): SignalStory {
  const { text } = signalStory(verdict, false)
  const lines = plain(String(text)).split('\n')
  return { id: verdict.signalId, lines, verified: verifiedShown(verifyVerdict(verdict)) }
}

const verifiedShown = (verified: readonly Verified[]): VerifiedShown => ({
  decisions: verified.length,
  different: verified.flatMap(({ at, rule, recorded, again, equal }) =>
    equal ? [] : [{ at, rule, recorded, again }],
  ),
})

/** Strips a terminal's colours. */
export const plain = (text: string): string => stripVTControlCharacters(text)
