import { binancePrices, whyOf } from './price-line.ts'

/** No prices can be had from here; the message says why, and what to do. */
export class NoPrices extends Error {
  override readonly name = 'NoPrices'
}

export interface LineThere {
  /** Milliseconds by which Binance's clock is ahead of this machine's. */
  readonly aheadMs: number
}

/** The first answer may take longer than later ones: it includes name lookup and connecting. */
const timeoutMs = 10_000
const elsewhere =
  '    → recorded prices need no connection: npm run local, or npm start; a paper deployment on AWS asks Binance from there: npm run deploy'

/** Asks Binance for its time. Throws `NoPrices` if it does not answer, or does not serve this machine. */
export async function lineThere(now: () => number, url = binancePrices): Promise<LineThere> {
  const asked = `${url}/fapi/v1/time`
  const from = now()
  const response = await fetch(asked, { signal: AbortSignal.timeout(timeoutMs) }).catch(error => {
    throw new NoPrices(
      `expected prices from ${url}, got no answer: ${whyOf(error)}\n` +
        '    → check the connection and the firewall; behind a proxy set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY\n' +
        elsewhere,
      { cause: error },
    )
  })
  const body = await response.text()
  if (response.status === 451)
    throw new NoPrices(
      `expected prices from ${url}, got HTTP 451: Binance does not serve the country of this machine's address\n${elsewhere}`,
    )
  if (!response.ok)
    throw new NoPrices(
      `expected prices from ${url}, got HTTP ${response.status} ${body.slice(0, 200)}\n` +
        '    → try again in a few minutes; if it persists, a proxy between here and Binance may be answering instead\n' +
        elsewhere,
    )
  return { aheadMs: serverTimeIn(body, url) - (from + now()) / 2 }
}

function serverTimeIn(body: string, url: string): number {
  const [, time] = /^\s*\{\s*"serverTime"\s*:\s*(\d+)\s*\}\s*$/.exec(body) ?? []
  if (time !== undefined) return Number(time)
  throw new NoPrices(
    `expected the time from ${url}, got ${body.slice(0, 80)}\n` +
      '    → a proxy between here and Binance may be answering instead: open the address in a browser\n' +
      elsewhere,
  )
}
