import * as z from 'zod'

const markOf = z.object({ symbol: z.string(), markPrice: z.string() })
const answer = z.union([markOf, z.array(markOf)])

/** The marks in an answer of Binance, by symbol; none if the request was for something else. */
export function marksIn(url: string, body: string): readonly (readonly [symbol: string, mark: string])[] {
  if (!new URL(url).pathname.endsWith('/premiumIndex')) return []
  const told = answer.safeParse(jsonIn(body)).data ?? []
  return [told].flat().map(({ symbol, markPrice }) => [symbol, markPrice])
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
