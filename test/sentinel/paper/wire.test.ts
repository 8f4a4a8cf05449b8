import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import { dynamoForTests } from '../../table/local-table.ts'
import { type PaperOverSockets, paperOverSockets } from './over-sockets.ts'

const dynamo = dynamoForTests()
const faults = createFaults()
let paper: PaperOverSockets
beforeEach(async () => {
  faults.clear()
  paper = await paperOverSockets(dynamo, faults)
})
afterEach(() => paper.close())

const entry = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.05', newClientOrderId: 'entry' }
const stop = {
  ...{ symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', algoType: 'CONDITIONAL' },
  ...{ triggerPrice: '59000', quantity: '0.05', reduceOnly: 'true', clientAlgoId: 'stop' },
}
const profit = {
  ...{ symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT', timeInForce: 'GTC' },
  ...{ price: '60500', quantity: '0.02', reduceOnly: 'true', newClientOrderId: 'profit' },
}
const filled = { kind: 'order', symbol: 'BTCUSDT', clientId: 'profit', became: 'filled' } as const

test('it hears what functions and other clients do to the account, from the table that they share', async () => {
  paper.listen()
  await paper.line('account held')
  await paper.ask('POST', '/v1/order', entry)
  await paper.told({ kind: 'order', symbol: 'BTCUSDT', clientId: 'entry', became: 'filled' })
  await paper.told({ kind: 'position', symbol: 'BTCUSDT', quantity: '0.05', side: 'long' })
  await paper.ask('POST', '/v1/algoOrder', stop)
  await paper.ask('DELETE', '/v1/algoOrder', { clientAlgoId: 'stop' })
  await paper.told({ kind: 'order', symbol: 'BTCUSDT', clientId: 'stop', became: 'ended' })
  await paper.told({ kind: 'mark', symbol: 'BTCUSDT', mark: '60000' })
  expect(paper.lines.toSorted()).toEqual(['account held', 'marks held'])
})

describe('it hears the market’s effects on the account', () => {
  beforeEach(async () => {
    await paper.ask('POST', '/v1/order', entry)
    await paper.ask('POST', '/v1/order', profit)
    await paper.ask('POST', '/v1/algoOrder', stop)
    paper.read.length = 0
    paper.listen()
    await paper.line('account held')
    await paper.whole()
    paper.read.length = 0
  })

  test('as prices tell it, and none is read for it', async () => {
    paper.goTo('60600')
    await paper.told(filled)
    await paper.told({ kind: 'position', symbol: 'BTCUSDT', quantity: '0.03' })
    expect(paper.read).toEqual([])
    const open = await paper.ask('GET', '/v1/openOrders', { symbol: 'BTCUSDT' })
    expect(open).toEqual([])
  })

  test('after a cut, and one reading closes the gap', async () => {
    faults.add({ times: 1, fault: { kind: 'stream', what: 'cut' }, match: { stream: 'btcusdt@aggTrade' } })
    paper.goTo('60600')
    await paper.line('marks held again')
    await paper.told(filled)
    paper.goTo('58900')
    await paper.told({ kind: 'position', symbol: 'BTCUSDT', quantity: '0' })
    expect(paper.read.filter(path => path.endsWith('/trades'))).toHaveLength(1)
  })

  test('once, even if the streams send it twice', async () => {
    faults.add({ fault: { kind: 'stream', what: 'twice', ms: 30 } })
    paper.goTo('60600')
    await paper.told(filled)
    paper.goTo('58900')
    await paper.told({ kind: 'position', symbol: 'BTCUSDT', quantity: '0' })
    expect(paper.heard.filter(told => told.kind === 'order' && told.clientId === 'profit')).toHaveLength(1)
    const trades = await paper.ask('GET', '/v1/userTrades', { symbol: 'BTCUSDT' })
    expect(trades).toHaveLength(3)
  })
})
