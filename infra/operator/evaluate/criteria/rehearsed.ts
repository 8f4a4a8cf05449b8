import { span } from '../../../terminal/time.ts'
import { failsFor, type Judgement, judged, notYet } from '../criterion.ts'
import type { Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'

const dayMs = 86_400_000

/** A recent rehearsal on demo with this release says `passed`. */
export function rehearsed({ now, release, rehearsal }: Evidence, terms: Terms): Judgement {
  const expected = `passed on demo, by ${release}, within ${terms.rehearsalDays} days`
  const again = 'rehearse: qt rehearse --env demo'
  if (!rehearsal)
    return {
      expected,
      found: 'no file of a rehearsal is here',
      facts: {},
      ...notYet(`${again}; or name its file: --rehearsal FILE`),
    }
  const { file, verdict, at } = rehearsal
  return judged(
    {
      expected,
      found: `${verdict} ${span(Math.max(0, now - at))} ago, by ${rehearsal.release}: ${file}`,
      facts: { ...rehearsal },
    },
    verdict === 'failed' && failsFor(`see what was not done: qt rehearse --compare ${file}`),
    rehearsal.release !== release && notYet(`it was another release: ${again}`),
    now - at > terms.rehearsalDays * dayMs && notYet(`it is too old: ${again}`),
    verdict === 'differs' &&
      !terms.differencesKnown &&
      failsFor(
        `read each difference (qt rehearse --compare ${file}); if none does harm, say differencesKnown`,
      ),
  )
}
