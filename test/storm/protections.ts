import type { Chance } from './chance.ts'

/** freqtrade's protections as an operator may set them, so strict that they lock within the minutes of a storm. */
export function protectionsOf(dice: Chance): string {
  if (dice.share('protections') > 0.3) return '[]'
  const flag = (name: string) => dice.share(name) < 0.5
  const locking = (name: string) =>
    dice.pick([{ stop_duration: 1 }, { stop_duration: 5 }, {}, { unlock_at: '00:00' }], `${name} lock`)
  const lookingBack = (name: string) => ({
    ...locking(name),
    lookback_period: dice.pick([1, 2, 60], `${name} look-back`),
    trade_limit: dice.pick([1, 1, 2], `${name} limit`),
  })
  const all = [
    {
      method: 'StoplossGuard',
      ...lookingBack('stoploss guard'),
      only_per_pair: flag('stoploss guard of a pair'),
      only_per_side: flag('stoploss guard of a side'),
      required_profit: dice.pick([0, 0.05, -0.05], 'stoploss guard profit'),
    },
    {
      method: 'MaxDrawdown',
      ...lookingBack('drawdown'),
      max_allowed_drawdown: dice.pick([0, 0.05, 0.2], 'drawdown allowed'),
    },
    {
      method: 'LowProfitPairs',
      ...lookingBack('low profit'),
      required_profit: dice.pick([0, 0.02, -0.05], 'low profit required'),
      only_per_side: flag('low profit of a side'),
    },
    { method: 'CooldownPeriod', ...locking('cooldown period') },
  ]
  return JSON.stringify(all.filter(({ method }) => flag(method)))
}
