import { wireCarrier } from '#lambda/carrying.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { carry } from './carry.ts'

const { telemetry, run } = wireCarrier(process.env)

/**
 * Sends a request of the operator's tool to the exchange from this function's fixed address, and returns the
 * exchange's answer.
 */
export const handler = lambdaFunction(telemetry, said => run(context => carry(context, said)))
