import type { Mutation } from './mutation.ts'

/** A build that is safe and does something else than it is told; each point of it by itself. */
export const crooked: readonly Mutation[] = [
  {
    name: 'crooked: confidence ignored',
    file: 'shared/domain/admission.ts',
    from: 'dec(confidence).lt(settings.confidenceThreshold)',
    to: 'dec(confidence).lt(0)',
  },
  {
    name: 'crooked: halts ignored',
    file: 'shared/domain/admission.ts',
    from: 'halts.length > 0',
    to: 'halts.length > 9',
  },
  {
    name: 'crooked: cooldown ignored',
    file: 'shared/domain/admission.ts',
    from: 'now < cooled',
    to: 'now < cooled - 1e9',
  },
  {
    name: 'crooked: as many positions as come',
    file: 'shared/domain/admission.ts',
    from: 'taken >= settings.maxPositions',
    to: 'taken >= 99',
  },
  {
    name: 'crooked: daily loss ignored',
    file: 'shared/domain/admission.ts',
    from: 'dec(settings.maxDailyLoss).neg()',
    to: 'dec(settings.maxDailyLoss).times(99).neg()',
  },
  {
    name: 'crooked: margin doubled',
    file: 'shared/domain/margin.ts',
    from: 'dec(freeBalance).times(limits.marginFraction)',
    to: 'dec(freeBalance).times(limits.marginFraction).times(2)',
  },
  {
    name: 'crooked: leverage doubled',
    file: 'functions/executor/configure.ts',
    from: 'exchange.setLeverage(symbol, leverage)',
    to: 'exchange.setLeverage(symbol, Math.min(50, leverage * 2))',
  },
  {
    name: 'crooked: another margin mode',
    file: 'functions/executor/configure.ts',
    from: 'setMarginMode(context, symbol, mode)',
    to: "setMarginMode(context, symbol, mode === 'cross' ? 'isolated' : 'cross')",
  },
  {
    name: 'crooked: stop five times as far',
    file: 'shared/position/frozen-settings.ts',
    from: 'const stopLossPct = overrides.stopLossPct ?? configuration.stopLossPct',
    to: 'const stopLossPct = dec(overrides.stopLossPct ?? configuration.stopLossPct).times(5).toFixed()',
  },
  {
    name: 'crooked: no emergency close',
    file: 'shared/domain/protection.ts',
    from: 'return isOne ?',
    to: 'return isOne && pnl.gt(9) ?',
  },
  {
    name: 'crooked: no take-profit',
    file: 'shared/domain/protection.ts',
    from: 'if (!next || resting',
    to: 'if (next || !next || resting',
  },
  {
    name: 'crooked: the ladder stands still',
    file: 'shared/domain/protection.ts',
    from: 'if (isWorthMoving(basis, stands, level) &&',
    to: 'if (stands.lt(0) && isWorthMoving(basis, stands, level) &&',
  },
  {
    name: 'crooked: the ladder locks too much',
    file: 'shared/domain/stop-level.ts',
    from: 'mark.minus(basis.entryPrice).times(stop.lock)',
    to: 'mark.minus(basis.entryPrice).times(stop.lock).times(1.3)',
  },
  {
    name: 'crooked: far stop for what was found',
    file: 'functions/monitor/survey/adoption/found-position.ts',
    from: 'mark, dec(settings.stopLossPct)',
    to: 'mark, dec(settings.stopLossPct).times(5)',
  },
  {
    name: 'crooked: early profit of what was found',
    file: 'functions/monitor/survey/adoption/found-position.ts',
    from: 'planRungs({ side, entryPrice, quantity, leverage,',
    to: 'planRungs({ side, entryPrice, quantity, leverage: leverage * 2,',
  },
]
