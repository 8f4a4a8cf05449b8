import { Unplayable } from '../../../local/play/playable.ts'
import { confirmed } from '../../../terminal/confirmed.ts'
import { type Estimate, objectionTo } from './estimate.ts'

export interface Terms {
  /** USD: a sweep that costs more is not started, or is stopped. */
  readonly budget: number
  /** The operator agreed beforehand. */
  readonly yes?: boolean | undefined
}

/** Asks whether to start a sweep with this time and cost. Throws `Unplayable` if not. */
export async function agreedTo(is: Estimate, { budget, yes }: Terms): Promise<void> {
  const objection = objectionTo(is, budget)
  if (objection) throw new Unplayable(objection)
  if (!(yes || (await confirmed('Do it? Type yes: '))))
    throw new Unplayable('Nothing was started. Answer yes, or pass --yes if there is no terminal.')
}
