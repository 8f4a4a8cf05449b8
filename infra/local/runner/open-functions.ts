import { type Pace, paces } from '#domain/latency.ts'
import { asVariables } from '#settings/stack-variables.ts'
import type { AwsAction } from './aws-endpoint.ts'
import { functionEnvironment } from './function-environment.ts'
import type { Ground } from './ground.ts'
import { createLocalFunctions, type LocalFunctions } from './local-functions.ts'
import type { Measures } from './measures.ts'
import { outsideOf } from './outside.ts'
import { awsUrl, placesOf } from './places.ts'
import type { LocalStackOptions } from './stack-options.ts'

/** How long what is outside takes in this run. */
export const paceOf = ({ pace = paces.usual }: LocalStackOptions): Pace => pace

/** The functions of the templates, each in an environment that leads all that it asks to this machine. */
export function openFunctions(
  { blueprint, clock, services, clients, access }: Ground,
  options: LocalStackOptions,
  measures: Measures,
  actions: Readonly<Record<string, AwsAction>>,
): LocalFunctions {
  const { feedUrl, exchangeUrl, patienceMs, maxThreads = 4, onAnswer, onAsked, run } = options
  const pace = paceOf(options)
  const endpoints = { ...clients.urls, aws: awsUrl }
  const places = placesOf({ ...options, endpoints, pace, services, access, actions })
  const settings = {
    ...options.settings,
    ...asVariables({
      ...(feedUrl !== undefined && { paperFeedUrl: feedUrl }),
      ...(exchangeUrl !== undefined && { binanceEndpoint: exchangeUrl }),
    }),
  }
  return createLocalFunctions(blueprint.functions, {
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
}
