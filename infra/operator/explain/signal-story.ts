import { reasonInTodaysWords } from '#decisions/former-words.ts'
import { verifyVerdict } from '#decisions/replay.ts'
import type { Verdict } from '#ports/state.ts'
import { paint } from '../../terminal/colours.ts'
import { moment } from '../../terminal/time.ts'
import type { Answer } from '../answer.ts'
import { exitCodes } from '../complaint.ts'
import { decisionText } from './decision-text.ts'
import { allEqual, verifiedText } from './verified-text.ts'

const verdictWords: Readonly<Record<Verdict['verdict'], string>> = {
  accepted: 'accepted',
  refused: 'rejected',
}

/** Message shapes in words; one that only another release knows is shown by its name. */
const shapeWords: Readonly<Record<string, string>> = {
  tradingview: 'an alert of TradingView',
  freqtrade: 'a message of freqtrade',
  generic: 'a message in usual words',
}

/** Why a signal was rejected or has no position: what was read from it, and its verdict. */
export function signalStory(verdict: Verdict, verify: boolean): Answer {
  const { signalId, source, action, symbol, at, reason, detail, decisions = [], shape, unread } = verdict
  const text = [
    `${paint.bold(`signal ${signalId}`)}: ${action ?? ''} ${symbol ?? ''} from ${source ?? 'an unknown source'} at ${moment(at)}`,
    ...(shape === undefined || shape === 'own' ? [] : [`understood as ${shapeWords[shape] ?? shape}`]),
    ...(unread ? [`not looked at: ${unread.join(', ')}`] : []),
    ...decisions.map(decisionText),
    `${verdictWords[verdict.verdict]}${reason ? `: ${reasonInTodaysWords(reason)}, ${detail}` : ''}`,
  ]
  const verified = verify ? verifyVerdict(verdict) : undefined
  if (verified) text.push('', verifiedText(signalId, verified))
  return {
    data: { verdict, ...(verified && { verified }) },
    text: text.join('\n'),
    exitCode: verified && !allEqual(verified) ? exitCodes.no : exitCodes.yes,
  }
}
