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
  /** Answers as the feed does, where it lives in this process. */
  readonly askFeed?: AskFeed
  readonly exchangeUrl?: string
  /** Its streams, where it lives in this process. */
  readonly exchangeStreams?: Connect | undefined
  /** Where today's prices are asked for. */
  readonly prices?: Place
  readonly pace: Pace
  readonly services: LocalServices
  readonly access: Access
  /** Of secrets and the state machine. */
  readonly actions: Readonly<Record<string, AwsAction>>
  readonly invocations: InvocationsOptions
}

/** Where functions find secrets and the state machine, and each other: no socket listens there. */
export const awsUrl = 'http://aws.invalid'
export const lambdaUrl = 'http://lambda.invalid'

/** All that a function on this machine asks: the table, queues and topics, secrets and runs, the market, the exchange. */
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

/** Two requests at once would be answered in the order in which their sockets were quick. */
function inTurn(ask: Place['ask']): Place['ask'] {
  let last: Promise<unknown> = Promise.resolve()
  return request => {
    const answer = last.then(() => ask(request))
    last = answer.catch(() => {})
    return answer
  }
}

/** The paper venue reads its own items behind its wire, which has a time of its own. */
const isOfVenue = ({ body }: OutsideRequest): boolean => venuesItem.test(body)
const venuesItem = new RegExp(`"S":"${venueKey}["#]`)
