import type { PriceFeed } from '../ports.ts'
import type { LastingFaults } from './lasting.ts'

/** The same market, standing still while a symbol is halted: trades during the halt are left out. */
export const haltedFeed = (feed: PriceFeed, faults: Pick<LastingFaults, 'halts'>): PriceFeed => ({
  ...feed,
  latest: async (symbol, at, slackMs) => {
    const step = await feed.latest(symbol, at, slackMs)
    const halt = faults.halts(symbol).find(({ from, to }) => step && step.time > from && step.time <= to)
    return halt === undefined ? step : feed.latest(symbol, halt.from, slackMs)
  },
  steps: async (symbol, from, to, slackMs) => {
    const steps = await feed.steps(symbol, from, to, slackMs)
    const halts = faults.halts(symbol)
    return steps.filter(({ time }) => !halts.some(halt => time > halt.from && time <= halt.to))
  },
  ...(feed.bars && {
    bars: async asked => (faults.halts(asked.symbol).length > 0 ? undefined : feed.bars?.(asked)),
  }),
  ...(feed.fundings && {
    fundings: async (symbol, span, few) =>
      faults.halts(symbol).length > 0 ? undefined : feed.fundings?.(symbol, span, few),
  }),
})
