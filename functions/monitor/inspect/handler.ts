import type { PositionRow } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import { exchangeDesk } from '#runtime/exchange-desk.ts'
import { lambdaFunction } from '#runtime/function.ts'
import { inspect } from './inspect.ts'

const { telemetry, run } = exchangeDesk(process.env, timing.functions.inspect)

/** Looks at one position and does what its protection asks for; tells the state machine if it must close. */
export const handler = lambdaFunction(telemetry, (row: PositionRow, { awsRequestId }) =>
  run(desk => inspect({ ...desk, holder: awsRequestId }, row)),
)
