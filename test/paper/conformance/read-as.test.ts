import { describe, expect, test } from 'vitest'
import rust from './fixtures/binance-rs.json' with { type: 'json' }
import go from './fixtures/go-binance.json' with { type: 'json' }
import { type ReadAs, unreadable } from './read-as.ts'
import { SCENES } from './scenes.ts'

/** The types that clients read whose compilers fix the type of every field: if ours differs, the call fails there. */
const clients: readonly { client: string; endpoints: Readonly<Record<string, unknown>> }[] = [go, rust]

const bodyOf = async (endpoint: string): Promise<unknown> => {
  const scene = SCENES[endpoint]
  if (scene === undefined) throw new Error(`Expected an endpoint that the venue has, got ${endpoint}.`)
  return scene()
}

describe.each(clients)('$client reads', ({ endpoints }) => {
  test.each(Object.entries(endpoints))('the body of %s', async (endpoint, as) => {
    expect(unreadable(await bodyOf(endpoint), as as ReadAs)).toEqual([])
  })
})

describe('a client with a fixed type for each field', () => {
  test.each(clients)('$client gives up at a flag that is text', async ({ endpoints }) => {
    const as = endpoints['GET /fapi/v1/symbolConfig'] as ReadAs
    const [row] = (await bodyOf('GET /fapi/v1/symbolConfig')) as readonly object[]
    expect(unreadable([{ ...row, isAutoAddMargin: 'false' }], as)).toEqual([
      '[].isAutoAddMargin: expected boolean, got "false"',
    ])
  })

  test('binance-rs gives up if a field is missing', async () => {
    const as = rust.endpoints['GET /fapi/v2/account'] as unknown as ReadAs
    const { positions, ...account } = (await bodyOf('GET /fapi/v2/account')) as { positions: object[] }
    const without = positions.map(position => ({ ...position, notional: undefined }))
    expect(unreadable({ ...account, positions: without }, as)[0]).toMatch(
      /^\.positions\[\]\.notional: expected/,
    )
  })
})
