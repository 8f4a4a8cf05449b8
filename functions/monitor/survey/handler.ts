import { exchangeDesk } from '#runtime/exchange-desk.ts'
import { lambdaFunction } from '#runtime/function.ts'
import { type Run, survey } from './survey.ts'

const { telemetry, run } = exchangeDesk(process.env)

/** Looks at the account once per tick and tells the state machine what to inspect and when to look again. */
export const handler = lambdaFunction(telemetry, (event: Run, { awsRequestId }) =>
  run(desk => survey({ ...desk, holder: awsRequestId, patience: desk.clock.sleep }, event)),
)
