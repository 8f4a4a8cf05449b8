import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { bundledConfiguration } from '#lambda/bundled-for.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { hasty } from '#lambda/patience.ts'
import { createQueues } from '#lambda/queues.ts'
import { createTelemetry } from '#lambda/telemetry.ts'
import { tokensReader } from '#lambda/tokens.ts'
import { processClock } from '#ports/clock.ts'
import { loadResources } from '#settings/resources.ts'
import { asResponse } from './answer.ts'
import { readRequest } from './request.ts'
import { takeRequest } from './take-request.ts'
import { keepTokens } from './token-keeper.ts'

const clock = processClock()
const configuration = bundledConfiguration(process.env)
const resources = loadResources(process.env, 'signalQueueUrl', 'tokensId')
const telemetry = createTelemetry(clock)
const tokens = keepTokens(tokensReader(resources.tokensId, hasty), clock)
const signals = createQueues(hasty)(resources.signalQueueUrl)
const context = { clock, configuration, telemetry, tokens, signals }

/** Takes a signal over HTTPS: checks who sends it and whether it can be a signal; the gate judges it like any other. */
export const handler = lambdaFunction(telemetry, async (event: APIGatewayProxyEventV2) => {
  const request = readRequest(event)
  try {
    return asResponse(await takeRequest(context, request))
  } catch (error) {
    telemetry.error('webhook-failed', error, { source: request.source })
    throw error
  }
})
