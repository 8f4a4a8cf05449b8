import type { Klines } from '#ports/klines.ts'
import type { AskPaper } from '../../connect/beside.ts'
import type { Connection } from '../../connect/connection.ts'
import type { Actions } from '../act/actions.ts'
import type { Following } from '../follow/following.ts'
import type { StackShown } from '../shown/now.ts'

/** Everything that answers are made from. */
export interface Place {
  readonly connection: Connection
  readonly stack: StackShown
  readonly following: Following
  readonly klines: Klines
  readonly actions: Actions
  readonly askPaper: AskPaper | undefined
}
