import type { TakeProfitEvents } from '#domain/events/taking-profit.ts'
import { answered, at, type Sentences, said } from './words.ts'

export const takingProfit = {
  'take-profit-sent': it =>
    `sent take-profit ${said(it.quantity)} at ${at(it.triggerPrice)}, tier ${said(it.tier)} ${answered(it)}`,
  'take-profit-traced': it =>
    `take-profit ${said(it.clientId)} is ${said(it.status)}${it.filled ? `, filled ${it.filled}` : ''}`,
  'profit-banked': it => `took profit on ${said(it.quantity)} at market, mark ${at(it.mark)} ${answered(it)}`,
} satisfies Sentences<TakeProfitEvents>
