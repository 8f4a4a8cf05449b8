import { refuse } from '../refusal.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'

const PATH = '/v1/listenKey'
const keyed = { path: PATH, access: 'keyed', weight: 1 } as const

/** The key to the account's user data stream; there is none if nothing serves streams. */
export const listenKeyEndpoints: readonly Endpoint[] = [
  {
    ...keyed,
    method: 'POST',
    answer: async call => ({ listenKey: keysOf(call, 'POST').open(call.session.at) }),
  },
  {
    ...keyed,
    method: 'PUT',
    answer: async call => ({ listenKey: keysOf(call, 'PUT').keep(call.session.at) }),
  },
  {
    ...keyed,
    method: 'DELETE',
    answer: async call => {
      keysOf(call, 'DELETE').close(call.session.at)
      return {}
    },
  },
]

function keysOf({ listenKeys }: EndpointCall, method: string) {
  if (listenKeys === undefined) throw refuse(-5000, `/fapi${PATH}`, method)
  return listenKeys
}
