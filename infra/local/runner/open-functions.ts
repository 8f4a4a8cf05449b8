import { type Pace, paces } from '#domain/latency.ts'
import { asVariables } from '#settings/stack-variables.ts'
import { streamsInTime } from '../market/streams-in-time.ts'
import type { AwsAction } from './aws-endpoint.ts'
import { functionEnvironment } from './function-environment.ts'
import type { Ground } from './ground.ts'
import type { InvocationsOptions } from './invocations.ts'
import { createLocalFunctions, type LocalFunctions } from './local-functions.ts'
import type { Measures } from './measures.ts'
import { outsideOf } from './outside.ts'
import { awsUrl, lambdaUrl, placesOf } from './places.ts'
import type { LocalStackOptions } from './stack-options.ts'

/** How long AWS and the exchange take in this run. */
export const paceOf = ({ pace = paces.usual }: LocalStackOptions): Pace => pace

/** The functions of the templates, each in an environment that points all its calls at this machine. */
export function openFunctions(
  { blueprint, clock, services, clients, access }: Ground,
  options: LocalStackOptions,
  measures: Measures,
  actions: Readonly<Record<string, AwsAction>>,
): LocalFunctions {
  const { feedUrl, exchangeUrl, patienceMs, maxThreads = 4, onAnswer, onAsked, run } = options
  const pace = paceOf(options)
  const endpoints = { ...clients.urls, aws: awsUrl, lambda: lambdaUrl }
  const invocations: InvocationsOptions = { functions: () => functions, access, madeOnce: blueprint.madeOnce }
  const { exchangeStreams } = options
  const streamed = exchangeStreams && streamsInTime(clock, exchangeStreams)
  const places = placesOf({
    ...options,
    exchangeStreams: streamed,
    endpoints,
    pace,
    services,
    access,
    actions,
    invocations,
  })
  const settings = {
    ...options.settings,
    ...asVariables({
      ...(feedUrl !== undefined && { paperFeedUrl: feedUrl }),
      ...(exchangeUrl !== undefined && { binanceEndpoint: exchangeUrl }),
    }),
  }
  const functions = createLocalFunctions(blueprint.functions, {
    ...{ clock, outside: outsideOf(places, pace.service), pace, maxThreads, access, patienceMs },
    ...(run !== undefined && { run }),
    environmentOf: spec => functionEnvironment(spec, endpoints, settings),
    onLog(label, line) {
      measures.line(line)
      options.onLog?.(label, line)
    },
    onError: measures.error,
    onAnswer,
    onAsked,
  })
  return functions
}
