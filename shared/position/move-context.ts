import type { Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import type { CloseReason, OpenPosition } from '#domain/position.ts'
import type { Context, HeldPosition } from '#ports/context.ts'

/** The moves that change something; holding and closing are the caller's. */
export type Act = Exclude<Move, { readonly move: 'hold' | 'settle' | 'close' }>

/** What a move needs: the context, the position under its lease, and what was last seen of it. */
export interface MoveContext {
  readonly context: Context
  readonly held: HeldPosition & { readonly position: OpenPosition }
  readonly look: Look
}

/** How one round of protecting ended. */
export type Protected =
  | { readonly ended: 'protected' }
  /** The position must be closed, or is flat already and must be cleaned up after. */
  | { readonly ended: 'close'; readonly reason: CloseReason }
  /** The exchange did not show what was placed, or refused too often; the next look goes on. */
  | { readonly ended: 'unfinished'; readonly last: Move }

/** Protecting ended, and not because all is well. */
export type Ended = Exclude<Protected, { readonly ended: 'protected' }>
