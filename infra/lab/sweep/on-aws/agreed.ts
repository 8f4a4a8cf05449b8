import { Unplayable } from '../../../local/play/playable.ts'
import { confirmed } from '../../../terminal/confirmed.ts'
import { type Estimate, objectionTo } from './estimate.ts'

export interface Terms {
  /** USD: what costs more is not begun, nor goes on. */
  readonly budget: number
  /** The operator has said yes beforehand. */
  readonly yes?: boolean | undefined
}

/** Asks whether a sweep is to be begun that takes and costs so much. Throws `Unplayable` where it is not. */
export async function agreedTo(is: Estimate, { budget, yes }: Terms): Promise<void> {
  const objection = objectionTo(is, budget)
  if (objection) throw new Unplayable(objection)
  if (!(yes || (await confirmed('Do it? Type yes: '))))
    throw new Unplayable('Nothing was started. Answer yes, or pass --yes if there is no terminal.')
}
