import { counted } from '../../../terminal/counted.ts'
import { moment } from '../../../terminal/time.ts'
import { failsFor, type Judgement, judged, notYet } from '../criterion.ts'
import type { Alarms, Evidence } from '../evidence.ts'
import type { Terms } from '../terms.ts'

const hourMs = 3_600_000

/** No alarm is on, and each that went on in the watched hours is explained by the operator. */
export function alarms({ now, since, alarms: seen }: Evidence, terms: Terms): Judgement {
  const { known, on, fired } = seen
  const from = now - terms.watchedHours * hourMs
  const isExplained = ({ name }: { readonly name: string }) =>
    terms.explainedAlarms.some(explained => name.startsWith(explained))
  const open = on.filter(each => !isExplained(each))
  const late = fired.filter(each => each.at >= from && !isExplained(each))
  const names = (some: readonly { readonly name: string }[]) =>
    [...new Set(some.map(({ name }) => name))].join(', ')
  return judged(
    {
      expected: `none on, and none in ${terms.watchedHours} h that is not explained`,
      found: [
        `${counted(known, 'alarm')}, ${on.length} on${on.length > 0 ? ` (${names(on)})` : ''}`,
        fired.length > 0 ? `went on: ${timesOf(fired)}` : 'none went on in the days evaluated',
      ].join('; '),
      facts: { known, on, fired, explained: terms.explainedAlarms },
    },
    known === 0 && failsFor('CloudWatch has no alarm of this deployment: deploy the current release'),
    open.length > 0 && failsFor(`see qt alarms and the runbook: ${names(open)}`),
    late.length > 0 &&
      failsFor(`find the cause of ${names(late)}; one that is known is named in explainedAlarms`),
    (since === undefined || since > from) && notYet('let it run, and ask again'),
  )
}

function timesOf(fired: Alarms['fired']): string {
  return [...Map.groupBy(fired, ({ name }) => name)]
    .map(([name, times]) => {
      const last = moment(Math.max(...times.map(({ at }) => at)))
      return times.length === 1 ? `${name} at ${last}` : `${name} ${times.length} times, last at ${last}`
    })
    .join('; ')
}
