import { isUpkeep, type PositionRow, type UpkeepRow } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { wireFunction } from '#lambda/wiring.ts'
import { inspect } from './inspect.ts'
import { keepUp } from './upkeep.ts'

const { telemetry, run } = wireFunction(process.env, timing.functions.inspect)

/**
 * Looks at one position and does what its protection needs; tells the state machine if the position must close. A row
 * may also be a task that is due beside the positions: no row delays the others.
 */
export const handler = lambdaFunction(telemetry, (row: PositionRow | UpkeepRow, { awsRequestId }) =>
  run(async context => {
    const held = { ...context, holder: awsRequestId }
    return isUpkeep(row) ? ((await keepUp(held, row)) ?? { v: 1 }) : inspect(held, row)
  }),
)
