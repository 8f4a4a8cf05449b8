import { timing } from '#domain/timing.ts'
import type { Venue } from '#ports/configuration.ts'
import type { LastTick } from '#ports/state.ts'
import { span } from '../../terminal/time.ts'
import type { Connection } from '../connect/connection.ts'
import { type Check, failure, ok, warning } from './check.ts'

const name = 'asked by survey'

/** How the exchange answers the functions, as the survey noted it: this machine's own answers do not show that. */
export async function askedBySurvey({ state, stack, configuration }: Connection): Promise<Check> {
  return judged(await state.watch.last(), { now: stack.clock.now(), venue: configuration.venue })
}

/** `now` in milliseconds. */
export function judged(
  last: LastTick | undefined,
  { now, venue }: { readonly now: number; readonly venue: Venue },
): Check {
  const heard = last?.heard
  if (!last || !heard)
    return warning(
      name,
      'nothing is noted yet',
      'ask again in a minute; if still nothing is noted, deploy the current release',
    )
  const ago = `${span(Math.max(0, now - heard.at))} ago`
  if (heard.failure !== undefined) return refused(`${ago}: ${heard.failure}`, heard.code)
  // The survey notes success every few minutes. A last tick much later than that note means that since then no request
  // was answered and none failed.
  return last.tick - heard.at <= 2 * timing.watch.heardEvery
    ? ok(name, `the ${venue} venue answered ${ago}`)
    : failure(name, `the last answer was ${ago}, and the watch goes on`, 'look at the log of survey')
}

/** Binance answers 451 to a region that it does not serve; its firewall answers 403. */
function refused(found: string, code: number | undefined): Check {
  return code === 451 || code === 403
    ? failure(
        name,
        found,
        'Binance refuses the functions’ region: deploy to another one (-c region=ap-northeast-1)',
      )
    : failure(name, found, 'look at the log of survey; stops stand on the exchange meanwhile')
}
