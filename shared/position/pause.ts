import type { Context } from '#ports/context.ts'

/** Before a refused order is sent again: 200 to 400 ms, each position its own, so that they do not come together. */
export const pause = ({ clock }: Pick<Context, 'clock'>, positionId: string): Promise<void> =>
  clock.sleep(200 + (Number.parseInt(positionId.slice(-4), 36) % 200))
