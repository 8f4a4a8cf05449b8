import { timing } from '#domain/timing.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { wireFunction } from '#lambda/wiring.ts'
import { type Run, survey } from './survey.ts'

const { telemetry, run } = wireFunction(process.env, timing.functions.survey)

/** Looks at the account once per tick and tells the state machine what to inspect and when to look again. */
export const handler = lambdaFunction(telemetry, (event: Run, { awsRequestId }) =>
  run(async context => {
    const answer = await survey({ ...context, holder: awsRequestId, patience: context.clock.sleep }, event)
    // At the end of a run no state waits for it; with nothing open that is every minute.
    if (!answer.again) await context.checkKey()
    return answer
  }),
)
