import type { MetByRequest } from '../hook.ts'
import { refuse } from '../refusal.ts'
import { faultySession } from './faulty-session.ts'
import { isIn, type LastingFaults } from './lasting.ts'
import type { FaultPlan } from './plan.ts'
import { shownBody } from './shown-body.ts'
import { suffer } from './suffer.ts'

/** What a request with this plan meets, in markets with these faults. */
export const struck = (plan: FaultPlan, faults: LastingFaults): MetByRequest => ({
  travel: (journey, visit) => suffer({ ...journey, plan }, visit),
  spent: plan.spent,
  told: plan.answer,
  skewMs: plan.skewMs,
  engineDelayMs: plan.delayMs.engine,
  session(session, endpoint, symbol) {
    if (faults.delistings(symbol).some(span => isIn(span, session.at))) throw refuse(-1121)
    return faultySession(session, { plan, faults, endpoint })
  },
  shown: (body, at) => shownBody(body, { plan, faults, at }),
})
