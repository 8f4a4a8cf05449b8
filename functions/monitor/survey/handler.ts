import { timing } from '#domain/timing.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { keepSentinelOf } from '#lambda/sentinel.ts'
import { wireFunction } from '#lambda/wiring.ts'
import { keepListened } from './listened.ts'
import { type Run, survey } from './survey.ts'
import { parseWake } from './wake-message.ts'
import { surveyWoken } from './woken.ts'

const { run, ...parts } = wireFunction(process.env, timing.functions.survey)
const { telemetry } = parts
const listened = { ...parts, keepSentinel: keepSentinelOf(process.env, parts) }

/**
 * Looks at the account once per tick and tells the state machine what to inspect and when to look again. Woken
 * between two ticks, it tells the state machine what to inspect at once.
 */
export const handler = lambdaFunction(
  telemetry,
  (event: Run & { readonly wake?: unknown }, { awsRequestId }) =>
    run(async context => {
      const looking = { ...context, holder: awsRequestId, patience: context.clock.sleep }
      if (event.wake !== undefined) return surveyWoken(looking, { ...event, wake: parseWake(event.wake) })
      const answer = await survey(looking, event)
      await keepListened(listened, answer)
      // At the end of a run no state waits for this; with nothing open that is every minute.
      if (!answer.again) await context.checkKey()
      return answer
    }),
)
