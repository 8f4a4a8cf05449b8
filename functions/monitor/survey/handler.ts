import { timing } from '#domain/timing.ts'
import { exchangeDesk } from '#runtime/exchange-desk.ts'
import { lambdaFunction } from '#runtime/function.ts'
import { type Run, survey } from './survey.ts'

const { telemetry, run } = exchangeDesk(process.env, timing.functions.survey)

/** Looks at the account once per tick and tells the state machine what to inspect and when to look again. */
export const handler = lambdaFunction(telemetry, (event: Run, { awsRequestId }) =>
  run(async desk => {
    const answer = await survey({ ...desk, holder: awsRequestId, patience: desk.clock.sleep }, event)
    // At the end of a run nobody waits for it; with nothing open that is every minute.
    if (!answer.again) await desk.checkKey()
    return answer
  }),
)
