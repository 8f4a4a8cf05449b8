import type { Exchange } from '#ports/exchange.ts'
import { comparePositions } from '../account/compare-positions.ts'
import type { Connection } from '../connect/connection.ts'
import { heldPositions } from '../positions.ts'
import { type Check, checked, failure, ok } from './check.ts'

const name = 'positions'

/** Whether each open position is as in the table and has a live stop. */
export const positionsChecks = (connection: Connection, exchange: Exchange): Promise<readonly Check[]> =>
  checked(name, 'see qt positions', () => protectedPositions(connection, exchange))

async function protectedPositions(connection: Connection, exchange: Exchange): Promise<readonly Check[]> {
  const [shown, managed] = await Promise.all([exchange.positions(), heldPositions(connection)])
  const symbols = [...new Set([...shown.open, ...managed].map(each => each.symbol))]
  const orders = (await Promise.all(symbols.map(symbol => exchange.openAlgoOrders(symbol)))).flat()
  const compared = comparePositions(managed, shown, orders)
  const odd = compared.flatMap(({ symbol, position, differences }) =>
    differences.map(difference => ({
      ...failure(
        name,
        `${symbol}: ${difference}`,
        `see qt positions and qt explain ${symbol}; the next look settles what it can`,
      ),
      ...(position && { settles: true as const }),
    })),
  )
  return odd.length > 0
    ? odd
    : [ok(name, `${compared.length} open, each as in the table and with a live stop`)]
}

/** Longest time that a look of the watch takes, with the close that it asks for. */
const lookMs = 5_000

/**
 * Reads the positions once more if they alone keep the doctor from saying yes. Between a stop's fill and the next look
 * the table differs from the exchange on a healthy stack. The second reading counts.
 */
export async function readAgain(connection: Connection, checks: readonly Check[]): Promise<readonly Check[]> {
  const failures = checks.filter(({ state }) => state === 'failure')
  if (failures.length === 0 || failures.some(({ settles }) => !settles)) return checks
  const { stack, configuration } = connection
  const waitMs = configuration.checkIntervalSeconds * 1000 + lookMs
  connection.say(`The watch may not have looked yet: reading the positions again in ${waitMs / 1000} s …`)
  await stack.clock.sleep(waitMs)
  await stack.keepTime()
  const again = await positionsChecks(connection, await connection.exchange())
  const apart = `read twice, ${waitMs / 1000} s apart`
  const before = failures.map(({ found }) => found).join('; ')
  const told = again.map(check => ({
    ...check,
    found: `${check.found} (${apart}${check.state === 'ok' ? `; at first ${before}` : ''})`,
  }))
  const at = checks.findIndex(({ check }) => check === name)
  return checks.filter(({ check }) => check !== name).toSpliced(at, 0, ...told)
}
