import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'
import type { Action } from '#domain/signal.ts'
import type { SignalSeen, SymbolStore } from '#ports/state.ts'
import { claimReading, lastReading, rulesReadAt, saveRules } from './rules-cache.ts'
import { getItem, getItems, itemVersion, putItems, type Table, updateIf } from './table.ts'

/**
 * The items of a symbol: its latest signal, the latest signal of each action that counts against an entry, its market
 * rules and its leverage brackets, each by itself.
 */
type What = 'SIGNAL' | `SIGNAL#${Action}` | 'RULES' | 'BRACKETS'
const keyOf = (symbol: string, what: What) => ({
  pk: `SYMBOL#${symbol}`,
  sk: what,
})

export function symbolStore(table: Table): SymbolStore {
  return {
    async rules(symbol) {
      const [item, readAt] = await Promise.all([getItem(table, keyOf(symbol, 'RULES')), rulesReadAt(table)])
      if (item === undefined || readAt === undefined) return undefined
      return { rules: item.body as SymbolRules, readAt }
    },
    async knownRules(symbol) {
      return (await getItem(table, keyOf(symbol, 'RULES')))?.body as SymbolRules | undefined
    },
    saveRules: (rules, readAt) => saveRules(table, rules, readAt, symbol => keyOf(symbol, 'RULES')),
    rulesReadAt: () => rulesReadAt(table),
    lastReading: () => lastReading(table),
    claimReading: (now, apartMs) => claimReading(table, now, apartMs),
    async brackets(symbol) {
      const item = await getItem(table, keyOf(symbol, 'BRACKETS'))
      return item && { brackets: item.body as readonly LeverageBracket[], readAt: item.readAt as number }
    },
    saveBrackets: (symbol, brackets, readAt) =>
      putItems(table, [{ ...keyOf(symbol, 'BRACKETS'), v: itemVersion, body: brackets, readAt }]),
    async seeSignal(symbol, signal) {
      // A HOLD keeps no entry out.
      const kept: readonly What[] = signal.action === 'HOLD' ? [] : [`SIGNAL#${signal.action}`]
      await Promise.all(
        ['SIGNAL' as const, ...kept].map(what => keepLatest(table, keyOf(symbol, what), signal)),
      )
    },
    async signalsOf(symbol) {
      // The previous release wrote only the latest of all.
      const kept: readonly What[] = ['SIGNAL#BUY', 'SIGNAL#SELL', 'SIGNAL#CLOSE', 'SIGNAL']
      const items = await getItems(
        table,
        kept.map(what => keyOf(symbol, what)),
      )
      return items.map(item => item.body as SignalSeen)
    },
    async latestSignals(symbols, { soon = false } = {}) {
      const items = await getItems(
        table,
        [...new Set(symbols)].map(symbol => keyOf(symbol, 'SIGNAL')),
        !soon,
      )
      return new Map(
        items.map(item => [(item.pk as string).slice('SYMBOL#'.length), item.body as SignalSeen]),
      )
    },
  }
}

/** By id if times are equal, so that the order of arrival decides nothing. */
async function keepLatest(table: Table, key: ReturnType<typeof keyOf>, signal: SignalSeen): Promise<void> {
  await updateIf(table, key, {
    UpdateExpression: 'SET v = :v, body = :signal',
    ConditionExpression: 'attribute_not_exists(pk) OR body.#at < :at OR (body.#at = :at AND body.#id < :id)',
    ExpressionAttributeNames: { '#at': 'at', '#id': 'id' },
    ExpressionAttributeValues: {
      ':v': itemVersion,
      ':signal': signal,
      ':at': signal.at,
      ':id': signal.id,
    },
  })
}
