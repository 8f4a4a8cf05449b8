import type { Shape } from '#domain/sources.ts'
import { isFreqtradeEvent, ofFreqtrade } from './adapters/freqtrade.ts'
import { isOwn } from './adapters/own.ts'
import { ofTradingview } from './adapters/tradingview.ts'
import { type Fields, opened, saidAs } from './fields.ts'

/** The shape that the fields show, or why they show none. */
export function recognise(fields: Fields): Shape | { readonly problem: string } {
  const [chart] = saidAs(opened(fields, 'strategy'), ofTradingview)
  const [bot] = saidAs(fields, ofFreqtrade)
  if (chart && bot)
    return {
      problem: `expected the fields of one shape, got TradingView’s ${chart.name} and freqtrade’s ${bot.name}: say the shape of its source in QT_SOURCES`,
    }
  if (chart) return 'tradingview'
  if (bot || isFreqtradeEvent(fields)) return 'freqtrade'
  return isOwn(fields) ? 'own' : 'generic'
}
