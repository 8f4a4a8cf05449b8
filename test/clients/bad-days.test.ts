import { afterEach, describe, expect, test } from 'vitest'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { createFaults } from '#paper/faults/faults.ts'
import type { Fault } from '#paper/faults/rule.ts'
import { clients } from './clients.ts'
import { type ServedExchange, serveExchange } from './served-exchange.ts'

let exchange: ServedExchange | undefined
afterEach(async () => {
  await exchange?.close()
  exchange = undefined
})

/** An exchange on which the first order has this fault. */
const faultyExchange = async (fault: Fault) => {
  const match = { method: 'POST', path: '/fapi/v1/order' }
  exchange = await serveExchange({ BTCUSDT: '60000' }, createFaults([{ match, times: 1, fault }]))
  return exchange
}

describe.each(clients)('$name', ({ clientFor }) => {
  const entry = { symbol: 'BTCUSDT', side: 'BUY', quantity: 0.1, reduceOnly: false } as const

  test.each<[string, Fault, number]>([
    ['loses its connection after the order was taken', { kind: 'drop', when: 'after' }, 0.1],
    ['loses its connection before the order was taken', { kind: 'drop', when: 'before' }, 0],
    ['loses its connection in the middle of the answer', { kind: 'drop', when: 'mid-body' }, 0.1],
    ['is told a 503 that means nothing', { kind: 'answer', as: 'unknown-error' }, 0.1],
    ['is told a 503 that means no', { kind: 'answer', as: 'service-unavailable' }, 0],
    ['is told of a timeout', { kind: 'answer', as: 'timeout' }, 0.1],
    ['is banned', { kind: 'answer', as: 'banned' }, 0],
    ['meets the firewall', { kind: 'answer', as: 'forbidden' }, 0],
  ])('fails when it %s, and finds out what became of the order', async (_, fault, quantity) => {
    const served = await faultyExchange(fault)
    const client = clientFor(served)
    await expect(client.market({ ...entry, clientId: `${client.idPrefix}e1` })).rejects.toBeDefined()
    expect((await client.position('BTCUSDT'))?.quantity ?? 0).toBe(quantity)
    const lives = positionLifetimes(await served.venue.ledger('BTCUSDT'))
    expect(lives.map(life => life.entryQuantity.toNumber())).toEqual(quantity === 0 ? [] : [quantity])
  })
})
