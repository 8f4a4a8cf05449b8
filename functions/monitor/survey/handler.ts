import { timing } from '#domain/timing.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { wireFunction } from '#lambda/wiring.ts'
import { type Run, survey } from './survey.ts'
import { parseWake } from './wake-message.ts'
import { surveyWoken } from './woken.ts'

const { telemetry, run } = wireFunction(process.env, timing.functions.survey)

/**
 * Looks at the account once per tick and tells the state machine what to inspect and when to look again. Woken between
 * two ticks it tells it what to inspect at once.
 */
export const handler = lambdaFunction(
  telemetry,
  (event: Run & { readonly wake?: unknown }, { awsRequestId }) =>
    run(async context => {
      const looking = { ...context, holder: awsRequestId, patience: context.clock.sleep }
      if (event.wake !== undefined) return surveyWoken(looking, { ...event, wake: parseWake(event.wake) })
      const answer = await survey(looking, event)
      // At the end of a run no state waits for it; with nothing open that is every minute.
      if (!answer.again) await context.checkKey()
      return answer
    }),
)
