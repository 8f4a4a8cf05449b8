import { openTrading } from '../trading.ts'

/** Long enough for five receives of a message that fails. */
export const patienceMs = 900_000

/** The look at all positions, and at one. */
export const positions = { path: '/fapi/v3/positionRisk' }

export type Alarmed = Awaited<ReturnType<typeof openAlarmed>>

/** A stack that evaluates its alarms with metrics as late as each of these delays, in milliseconds. */
export async function openAlarmed(delays: readonly number[]) {
  const trading = await openTrading({}, { alarms: delays })
  const evaluator = () => {
    const { alarms } = trading.stack
    if (!alarms) throw new Error('the stack was started without its alarms')
    return alarms
  }
  /** An alarm's state, once it is the same under all delays. */
  const everywhere = (id: string, state: string) =>
    evaluator().desks.every(desk => desk.stateOf(id) === state)
  return {
    trading,
    evaluator,
    everywhere,
    goesOff: (id: string, withinMs = patienceMs) =>
      trading.until(`alarm ${id}`, async () => everywhere(id, 'ALARM'), withinMs),
    clears: (id: string, withinMs = patienceMs) =>
      trading.until(`end of ${id}`, async () => everywhere(id, 'OK'), withinMs),

    /** Takes this right away from a caller; the returned function gives it back. */
    async forbid(caller: string, action: string) {
      const { stack } = trading
      const name = Object.keys(stack.statements()).find(candidate => candidate.includes(caller)) ?? caller
      const had = stack.statements()[name] ?? []
      await stack.restrict(
        name,
        had.filter(({ actions }) => !actions.includes(action)),
      )
      return () => stack.restrict(name, had)
    },

    async openPosition(symbol: string): Promise<string> {
      await trading.signal(symbol, 'BUY')
      await trading.until(`an open position of ${symbol}`, () => trading.isOpen(symbol))
      return (await trading.positionOn(symbol)) ?? ''
    },
    closeByForce: (positionId: string) => trading.closeAsTold(positionId, 'emergency'),
  }
}
