import { beforeAll, describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { Asked, Testimony } from '../../../infra/local/audit/oracle/testimony.ts'
import { aJump, type Jump } from './a-jump.ts'

let told: Testimony
let saidOf: Jump['saidOf']
beforeAll(async () => {
  ;({ told, saidOf } = await aJump())
})

describe('the oracle notices other answers of the venue:', () => {
  const answering = (name: string, from: RegExp, to: string) =>
    saidOf({
      asked: told.asked.map(each =>
        each.name === name && each.answer
          ? { ...each, answer: { ...each.answer, text: each.answer.text.replaceAll(from, to) } }
          : each,
      ),
    })

  test('a mark beyond the emergency level at every look', () => {
    expect(answering('GET positionRisk', /"markPrice":"[\d.]+"/g, '"markPrice":"2985"')).toMatch(
      /stood at -5.0\d % of margin .* and no exit was in flight/,
    )
  })

  test('a mark at which nothing was earned', () => {
    const said = answering('GET positionRisk', /"markPrice":"[\d.]+"/g, '"markPrice":"3001"')
    expect(said).toMatch(/the marks that were answered earn 2994/)
    expect(said).toMatch(/sold .* by take-profits; those that were reached hold/)
  })

  test('another price for the sender only, while another delivery planned the entry', () => {
    const isAsk = ({ name }: Asked) => name === 'GET ticker/bookTicker'
    const sender = told.asked.find(isAsk)?.caller ?? ''
    const beside = told.asked
      .filter(({ caller }) => caller === sender)
      .map(each => ({ ...each, caller: `${sender} twice` }))
    const other = told.asked.map(each =>
      isAsk(each) && each.answer
        ? {
            ...each,
            answer: { ...each.answer, text: each.answer.text.replaceAll(/"3000\.15"/g, '"3001.15"') },
          }
        : each,
    )
    expect(saidOf({ asked: other })).toMatch(/was ordered with 8.332; 8.33 is what its margin buys/)
    expect(saidOf({ asked: [...other, ...beside] })).toBe('')
  })

  describe('no trades and no position for the sender', () => {
    const sender = () => told.asked.find(({ name }) => name === 'POST order')?.caller
    const blind = () =>
      told.asked.map(each =>
        each.caller === sender() && ['GET userTrades', 'GET positionRisk'].includes(each.name) && each.answer
          ? { ...each, answer: { ...each.answer, text: '[]' } }
          : each,
      )
    const dearer = () =>
      told.ledgers.map(ledger => ({
        ...ledger,
        orders: ledger.orders.map(order =>
          order.clientOrderId.endsWith('-e0')
            ? { ...order, cumQuote: dec(order.cumQuote).plus(order.executedQty).toFixed() }
            : order,
        ),
      }))
    /** The same wish comes from another sender, after the first one's end. */
    const byAnother = (asked: readonly Asked[], isTheirs: (each: Asked) => boolean) =>
      asked.map(each => (each.caller === sender() && isTheirs(each) ? { ...each, caller: 'next' } : each))
    const isTakeProfit = ({ params }: Asked) => params.type === 'TAKE_PROFIT_MARKET'
    const isAfterItsFirstStop = (each: Asked) =>
      each.name === 'POST algoOrder' && !each.params.clientAlgoId?.endsWith('-p1')

    test('stops are measured from bid or ask, not from the fill', () => {
      expect(saidOf({ ledgers: dearer() })).toMatch(/the take-profits are 4.166 at 3010.15/)
      expect(saidOf({ ledgers: dearer(), asked: blind() })).not.toMatch(/the take-profits are/)
    })

    test.each([
      ['before it offered its take-profit', isTakeProfit],
      ['before it asked for anything more', isAfterItsFirstStop],
    ])('an executor that died %s binds the next one too', (_, isTheirs) => {
      const asked = byAnother(blind(), isTheirs)
      expect(asked).not.toEqual(blind())
      expect(saidOf({ ledgers: dearer(), asked })).not.toMatch(/the take-profits are/)
      const shown = byAnother(told.asked, isTheirs)
      expect(saidOf({ ledgers: dearer(), asked: shown })).toMatch(/the take-profits are 4.166 at 3010.15/)
    })

    test('an executor that died after its first stop does not bind the next one to what its look lacked', () => {
      const stop = told.asked.find(each => each.params.clientAlgoId?.endsWith('-p1'))
      const sentAt = stop?.sentAt ?? 0
      const looked = blind()
        .filter(each => each.sentAt > sentAt && each.caller === sender() && each.answer?.text === '[]')
        .map(each => ({ ...each, sentAt: sentAt - 1, answer: { status: 200, text: '[]', at: sentAt } }))
      expect(looked.map(({ name }) => name).toSorted()).toEqual(['GET positionRisk', 'GET userTrades'])
      const later = byAnother(told.asked, each => each.sentAt > sentAt)
      const asked = later.flatMap(each => (each === stop ? [...looked, each] : [each]))
      expect(saidOf({ ledgers: dearer(), asked })).toMatch(/the take-profits are 4.166 at 3010.15/)
    })
  })

  test('a smaller balance, another leverage, another price', () => {
    expect(answering('GET account', /"availableBalance":"[\d.]+"/g, '"availableBalance":"5000"')).toMatch(
      /was ordered with 8.332; 4.16\d is what its margin buys/,
    )
    expect(answering('POST leverage', /"leverage":10/g, '"leverage":12')).toMatch(/was entered at 12x/)
    expect(answering('GET ticker/bookTicker', /"askPrice":"[\d.]+"/g, '"askPrice":"2990.00"')).toMatch(
      /was limited to .* through the touch of 2990/,
    )
  })

  describe('a far mark for a look that read bid and ask', () => {
    /** The mark of that look, with its bid and ask. */
    const showing = (mark: string, touch?: string) => {
      const ask = told.asked.findLast(({ name }) => name === 'GET ticker/bookTicker')
      const look = told.looks.find(({ from, to }) => ask && from <= ask.sentAt && ask.sentAt <= to)
      return saidOf({
        asked: told.asked.map(each => {
          const text = (from: RegExp, to: string) => each.answer?.text.replaceAll(from, to) ?? ''
          if (each === ask && touch)
            return rewritten(each, text(/"(bid|ask)Price":"[\d.]+"/g, `"$1Price":"${touch}"`))
          if (each.name !== 'GET positionRisk' || each.caller !== look?.survey) return each
          return rewritten(each, text(/"markPrice":"[\d.]+"/g, `"markPrice":"${mark}"`))
        }),
      })
    }
    const rewritten = (each: Asked, text: string): Asked =>
      each.answer ? { ...each, answer: { ...each.answer, text } } : each

    test('counts as profit only as far as they confirm it', () => {
      expect(showing('3500')).toBe('')
      expect(showing('3500', '3500')).toMatch(/had its stop at .* after the look of .*; 3350.05 is earned/)
      expect(showing('3500', '3300')).toMatch(/had its stop at .* after the look of .*; 3210.05 is earned/)
    })

    test('counts as a loss only as far as they confirm it', () => {
      expect(showing('2900')).not.toMatch(/no exit was in flight/)
      expect(showing('2900', '2905')).toMatch(/stood at -33.38 % of margin .* and no exit was in flight/)
      expect(showing('2900', '3000')).not.toMatch(/no exit was in flight/)
    })
  })

  test('nothing at all', () => {
    const asked = told.asked.map(({ answer: _, ...each }) => each)
    expect(saidOf({ asked })).toMatch(/was entered without a balance or a price/)
  })
})
