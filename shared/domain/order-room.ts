/** Binance keeps at most 200 conditional orders per account; a position needs at most 5 at once. */
const algoOrderLimit = 200
const algoOrdersPerPosition = 5

/**
 * A position whose stops the exchange would not accept (-4045) is not opened. Orders of others are estimated by their
 * positions until they are counted.
 */
export function ordersInTheWay(
  { foreign, othersOrders }: { readonly foreign: readonly string[]; readonly othersOrders?: number },
  taken: number,
): string | undefined {
  const others = othersOrders ?? foreign.length * algoOrdersPerPosition
  if (others + (taken + 1) * algoOrdersPerPosition <= algoOrderLimit) return undefined
  return `${others} conditional orders of others and ${taken} positions of ours leave no room for ${algoOrdersPerPosition} more; an account has ${algoOrderLimit}`
}
