import { entriesByPrefix, positionLifetimes } from '#paper/audit/ledger.ts'
import type { Faults } from '#paper/faults/faults.ts'
import { readRule } from '#paper/faults/read-rule.ts'
import type { PaperVenue } from '#paper/venue.ts'
import type { Clock } from '#ports/clock.ts'
import type { Served } from './serve.ts'
import { bearerOf, strangerIn } from './stranger.ts'

export interface ControlParts {
  /** Accounts by their names for clients; the first is the default. */
  readonly accounts: readonly { readonly name: string; readonly venue: Pick<PaperVenue, 'ledger'> }[]
  readonly faults: Faults
  readonly clock: Clock
  /** Printed for the operator who started the exchange. */
  readonly token: string
}

/**
 * What a client with the token may do to a served exchange, under /_control (`Authorization: Bearer …`):
 *
 *     GET    faults            the active rules, with how many requests each matched and faulted
 *     POST   faults            one rule; answers its id
 *     DELETE faults            all rules; faults/ID: one of them
 *     GET    verdict?symbol=S  every position of the symbol as the audit sees it, and entries by client-id prefix; of
 *                              the first account, or of the one named with &key=NAME
 *
 * Errors are `{ error }` with 400, 404, or 403 without the token.
 */
export function createControl(parts: ControlParts): Served {
  return {
    fetch: async (url, init) => {
      const headers = new Headers(init?.headers)
      const stranger = strangerIn(headers, bearerOf(headers), parts.token)
      if (stranger !== undefined) return Response.json({ error: stranger }, { status: 403 })
      const { pathname, searchParams } = new URL(url)
      const [, , what, id] = pathname.split('/')
      const method = init?.method ?? 'GET'
      try {
        if (what === 'faults') return await faultsAnswer(parts, method, id, init?.body)
        if (what === 'verdict' && method === 'GET') return await verdict(parts, searchParams)
        return Response.json({ error: `There is no ${method} ${pathname}.` }, { status: 404 })
      } catch (problem) {
        const error = problem instanceof Error ? problem.message : String(problem)
        return Response.json({ error }, { status: 400 })
      }
    },
  }
}

async function faultsAnswer(
  { faults, clock }: ControlParts,
  method: string,
  id: string | undefined,
  body: unknown,
): Promise<Response> {
  if (method === 'GET' && id === undefined) return Response.json(faults.list())
  if (method === 'POST' && id === undefined) {
    const rule = readRule(JSON.parse(String(body ?? '')), clock.now())
    return Response.json({ id: faults.add(rule) }, { status: 201 })
  }
  if (method === 'DELETE' && id === undefined) faults.clear()
  else if (method !== 'DELETE' || id === undefined || !faults.remove(id))
    return Response.json({ error: `There is no fault ${id ?? ''} for ${method}.` }, { status: 404 })
  return Response.json(faults.list())
}

async function verdict({ accounts }: ControlParts, asked: URLSearchParams): Promise<Response> {
  const symbol = asked.get('symbol')
  if (symbol === null) throw new Error('Expected ?symbol=, as in verdict?symbol=BTCUSDT.')
  const name = asked.get('key')
  const account = name === null ? accounts[0] : accounts.find(each => each.name === name)
  if (account === undefined)
    throw new Error(`Expected key to be one of ${accounts.map(each => each.name).join(', ')}, got ${name}.`)
  const ledger = await account.venue.ledger(symbol)
  const entries = Object.fromEntries(entriesByPrefix(ledger))
  return Response.json({ symbol, until: ledger.until, entries, positions: positionLifetimes(ledger) })
}
