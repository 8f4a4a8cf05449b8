import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { bench } from '../builder.ts'
import { SYMBOL } from '../trader.ts'
import { type Act, act, type Mode, perform } from './acts.ts'
import {
  closePositionIsUnique,
  everythingFitsTheFilters,
  exitsLiveWithTheirPosition,
  idsAreGivenOnce,
  look,
  ordersExecuteTheirTrades,
  reduceOnlyReduces,
  type Seen,
  sidesAreKept,
  walletAddsUp,
} from './invariants.ts'

const acts = fc.array(act, { minLength: 5, maxLength: 60 })
const marginType = fc.constantFrom('ISOLATED', 'CROSSED')

interface Account {
  readonly marginType: string
  readonly mode: Mode
  readonly rejectOversizedReduceOnly: boolean
}

const account: fc.Arbitrary<Account> = fc.record({
  marginType,
  mode: fc.constantFrom<Mode>('one-way', 'hedge'),
  rejectOversizedReduceOnly: fc.boolean(),
})

/** Deep and thin books, both margin types, both position modes. */
async function play(
  all: readonly Act[],
  { marginType, mode, rejectOversizedReduceOnly }: Account,
  watch?: (seen: Seen) => void,
): Promise<Seen> {
  const impact = { depthPerBp: '0.5', depthFloorQuote: '20000' }
  const of = bench({ settings: { impact, rejectOversizedReduceOnly } })
  if (mode === 'hedge') await of.send('POST', '/v1/positionSide/dual', { dualSidePosition: 'true' })
  await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 30 })
  await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType })
  const entry = { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' }
  await of.send('POST', '/v1/order', mode === 'hedge' ? { ...entry, positionSide: 'LONG' } : entry)
  await perform(of, all, mode, watch && (async () => watch(await look(of))))
  return look(of)
}

describe('whatever is sent and however the market moves', () => {
  test.prop([acts, account], { numRuns: 250 })('the books are right', async (all, settings) => {
    const seen = await play(all, settings)
    walletAddsUp(seen)
    ordersExecuteTheirTrades(seen)
    closePositionIsUnique(seen)
    reduceOnlyReduces(seen)
    sidesAreKept(seen, settings.mode)
    everythingFitsTheFilters(seen)
    idsAreGivenOnce(seen)
    exitsLiveWithTheirPosition(seen)
  })

  test.prop([acts, account], { numRuns: 30 })(
    'the wallet is deposits + realised − fees + funding at every moment',
    async (all, settings) => {
      walletAddsUp(await play(all, settings, walletAddsUp))
    },
  )

  test.prop([acts, account], { numRuns: 30 })('the same happens twice', async (all, settings) => {
    const [first, second] = [await play(all, settings), await play(all, settings)]
    expect(first).toEqual(second)
  })
})
