import { type Delivery, deliver } from '../../functions/executor/deliver.ts'
import { takeTrade } from '../../functions/executor/take-trade.ts'
import type { TurnContext } from '../../functions/executor/turn-position.ts'

export { closePosition, type ToldBy } from '../../functions/close-cleanup/close-position.ts'
export { atTick, tellFailure } from '../../functions/close-cleanup/failing.ts'
export { inspect } from '../../functions/monitor/inspect/inspect.ts'
export { keepUp } from '../../functions/monitor/inspect/upkeep.ts'
export { hearing } from '../../functions/monitor/survey/heard.ts'
export { type Run, survey } from '../../functions/monitor/survey/survey.ts'
export { closedLately } from '../../functions/monitor/survey/sweep.ts'
export { nextMark, tickAt, timestamp } from '../../functions/monitor/survey/ticks.ts'
export { takeSignal } from '../../functions/signal-gate/take-signal.ts'

/**
 * The executor's work for one delivery. `run` provides the context of the trade: a cold process fetches its key
 * first, and an error there fails the delivery too.
 */
export const takeDelivery = (
  context: Parameters<typeof deliver>[0],
  delivery: Delivery,
  run: (take: (opened: TurnContext) => Promise<void>) => Promise<void>,
): Promise<void> => deliver(context, delivery, () => run(opened => takeTrade(opened, delivery.message)))
