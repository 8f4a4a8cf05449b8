import type { Pace } from '#domain/latency.ts'
import { venueKey } from '#paper/dynamo-store.ts'
import type { Access } from '../access/access.ts'
import { type AwsAction, answerAws } from './aws-endpoint.ts'
import type { Endpoints } from './function-environment.ts'
import { type InvocationsOptions, takeInvocation } from './invocations.ts'
import { askNetwork, type Connect, type OutsideAnswer, type OutsideRequest, type Place } from './outside.ts'
import type { LocalServices } from './services.ts'

export interface PlacesOptions {
  readonly endpoints: Endpoints
  readonly feedUrl?: string
  /** The price feed, answering within this process. */
  readonly askFeed?: AskFeed
  readonly exchangeUrl?: string
  /** The exchange's streams, within this process. */
  readonly exchangeStreams?: Connect | undefined
  /** Address of today's prices. */
  readonly prices?: Place
  readonly pace: Pace
  readonly services: LocalServices
  readonly access: Access
  /** Of secrets and the state machine. */
  readonly actions: Readonly<Record<string, AwsAction>>
  readonly invocations: InvocationsOptions
}

/** Addresses under which functions reach secrets, the state machine and each other: no socket listens there. */
export const awsUrl = 'http://aws.invalid'
export const lambdaUrl = 'http://lambda.invalid'

/** Everything that functions call on this machine: table, queues and topics, secrets and runs, market, exchange. */
export function placesOf(options: PlacesOptions): Place[] {
  const { endpoints, feedUrl, askFeed, exchangeUrl, exchangeStreams, prices, pace, services } = options
  const { access, actions, invocations } = options
  return [
    {
      origin: endpoints.dynamodb,
      wayMs: request => (isOfVenue(request) ? 0 : pace.table),
      ask: request => services.ask('dynamodb', request),
    },
    {
      origin: endpoints.queues,
      wayMs: () => pace.service,
      ask: request => services.ask('queues', request),
    },
    {
      origin: endpoints.aws,
      wayMs: () => pace.service,
      ask: async request => answerAws(request, actions, access),
    },
    {
      origin: endpoints.lambda,
      wayMs: () => pace.service,
      ask: async request => takeInvocation(invocations, request),
    },
    ...(feedUrl === undefined
      ? []
      : [{ origin: feedUrl, wayMs: () => 0, ask: askFeed ? askedBy(askFeed) : inTurn(askNetwork) }]),
    ...(exchangeUrl === undefined
      ? []
      : [
          {
            origin: exchangeUrl,
            wayMs: () => pace.venue,
            ask: inTurn(askNetwork),
            connect: exchangeStreams,
          },
        ]),
    ...(prices === undefined ? [] : [prices]),
  ]
}

export type AskFeed = (url: string) => Promise<OutsideAnswer>
const askedBy = (ask: AskFeed) => (request: OutsideRequest) => ask(request.url)

/** Two concurrent requests would be answered in the order of their sockets' luck. */
function inTurn(ask: Place['ask']): Place['ask'] {
  let last: Promise<unknown> = Promise.resolve()
  return request => {
    const answer = last.then(() => ask(request))
    last = answer.catch(() => {})
    return answer
  }
}

/** The paper venue reads its own items behind its wire, which already takes time. */
const isOfVenue = ({ body }: OutsideRequest): boolean => venuesItem.test(body)
const venuesItem = new RegExp(`"S":"${venueKey}["#]`)
