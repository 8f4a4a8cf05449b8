import { createHmac } from 'node:crypto'
import { snapshotBook } from '#paper/rules/snapshot-book.ts'
import { parseRules, type VenueRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { Answer } from '#ports/answer.ts'
import { createMemoryStore } from '../../local/market/memory-store.ts'
import { heardPrices } from './heard-prices.ts'
import type { Kept } from './kept.ts'

export interface PaperAnswer {
  readonly status: number
  readonly body: unknown
}

/**
 * The paper venue's answers to the same requests, by their number: in the same order, at the same times and the heard
 * prices, under the symbol's rules as the exchange gave them. A command that is known to have had no effect is not run
 * here either: otherwise all later answers would differ too.
 */
export async function paperAnswers(
  kept: readonly Kept[],
  symbol: string,
): Promise<ReadonlyMap<number, PaperAnswer>> {
  const inVain = new Map<number, PaperAnswer>()
  for (;;) {
    const answers = await answersTo(
      kept.filter(({ n }) => !inVain.has(n)),
      kept,
      symbol,
    )
    const apart = kept.find(each => answers.get(each.n)?.status === 200 && hadNoEffect(each, kept))
    const answer = apart && answers.get(apart.n)
    if (!answer) return new Map([...answers, ...inVain])
    inVain.set(apart.n, answer)
  }
}

async function answersTo(
  requests: readonly Kept[],
  kept: readonly Kept[],
  symbol: string,
): Promise<ReadonlyMap<number, PaperAnswer>> {
  const rules = rulesIn(kept, symbol)
  const feed = heardPrices(kept, symbol)
  let time = (kept[0]?.at ?? 0) - 1
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      time += ms
    },
  }
  const settings = { latencyMs: 0, weightLimit: Number.MAX_SAFE_INTEGER }
  const venue = createPaperVenue({ store: createMemoryStore(), feed, clock, rules, settings })
  const ask = async ({ method, path, params }: Asked): Promise<PaperAnswer> => {
    const { status, body } = await answered(await venue.fetch(...signed({ method, path, params }, time)))
    return { status, body }
  }
  for (const setting of settingsIn(kept, symbol)) await ask(setting)
  const answers = new Map<number, PaperAnswer>()
  for (const request of requests) {
    time = Math.max(time, request.at)
    answers.set(request.n, await ask(request))
  }
  return answers
}

type Asked = Pick<Kept, 'method' | 'path' | 'params'>

const answered = async (response: Answer) => ({
  status: response.status,
  body: (await response.json()) as unknown,
})

/**
 * Signs as Binance's clients do, with the paper venue's own key. The window is wide, because time is not what is
 * compared.
 */
function signed({ method, path, params }: Asked, timestamp: number): [string, RequestInit] {
  const { timestamp: _, recvWindow: __, ...asked } = params
  const { apiKey, secret } = defaultPaperSettings
  const text = new URLSearchParams({
    ...asked,
    recvWindow: '60000',
    timestamp: String(timestamp),
  }).toString()
  const signature = createHmac('sha256', secret).update(text).digest('hex')
  const sent = `${text}&signature=${signature}`
  const url = `http://paper${path}`
  const headers = { 'X-MBX-APIKEY': apiKey }
  const inBody = method === 'POST' || method === 'PUT'
  return inBody ? [url, { method, headers, body: sent }] : [`${url}?${sent}`, { method, headers }]
}

const bodyOf = (kept: readonly Kept[], path: string): unknown =>
  kept.find(each => each.path === path && each.status === 200)?.body

interface SymbolConfig {
  readonly symbol: string
  readonly leverage: number
  readonly marginType: string
}

/** Rows of a list, or of a single row. */
function rowsOf<T extends { readonly symbol: string }>(kept: readonly Kept[], path: string, symbol: string) {
  const rows = [bodyOf(kept, path) ?? []].flat() as unknown as readonly T[]
  return rows.filter(each => each.symbol === symbol)
}

/**
 * The exchange's own rules for the symbol, so that only the way they are kept can differ. If they are incomplete, the
 * shipped rules; the comparison of exchangeInfo then says so.
 */
function rulesIn(kept: readonly Kept[], symbol: string): VenueRules {
  const info = bodyOf(kept, '/fapi/v1/exchangeInfo') as VenueRules['exchangeInfo'] | undefined
  const brackets = rowsOf<VenueRules['brackets'][number]>(kept, '/fapi/v1/leverageBracket', symbol)
  const told = info && { exchangeInfo: info, brackets }
  return told && isWhole(told, symbol) ? told : snapshotBook()
}

function isWhole(rules: VenueRules, symbol: string): boolean {
  try {
    return parseRules(rules).has(symbol)
  } catch {
    return false
  }
}

/** The symbol's configuration when the rehearsal began. */
function settingsIn(kept: readonly Kept[], symbol: string): readonly Asked[] {
  const [config] = rowsOf<SymbolConfig>(kept, '/fapi/v1/symbolConfig', symbol)
  if (!config) return []
  const { leverage, marginType } = config
  const post = (path: string, params: Record<string, string>): Asked => ({
    method: 'POST',
    path,
    params: { symbol, ...params },
  })
  return [
    post('/fapi/v1/leverage', { leverage: String(leverage) }),
    ...(marginType === 'ISOLATED' ? [post('/fapi/v1/marginType', { marginType })] : []),
  ]
}

/**
 * Whether a command is known to have changed nothing: it was rejected; or it had no answer, and no later answer shows
 * its order (for a cancellation: a later list still does).
 */
function hadNoEffect({ n, method, params, status }: Kept, kept: readonly Kept[]): boolean {
  if (method === 'GET' || status === 200) return false
  const clientId = params.newClientOrderId ?? params.clientAlgoId ?? params.origClientOrderId
  if (clientId === undefined) return true
  const later = kept.filter(each => each.n > n && each.method === 'GET' && tells(each, clientId))
  return method === 'DELETE' ? later.some(each => isOpenList(each)) : later.length === 0
}

const isOpenList = ({ path }: Kept): boolean => /\/open(Algo)?Orders$/.test(path)

const tells = ({ body }: Kept, clientId: string): boolean =>
  JSON.stringify(body ?? '').includes(`"${clientId}"`)
