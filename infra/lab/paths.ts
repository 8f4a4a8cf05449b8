import { InvalidArgumentError } from 'commander'
import { type PricePath, pathOrders } from '../local/market/price-path.ts'

const mostPaths = 1_000

/** The paths of `--path`; each is played by itself. */
export function pathsOf(text: string): readonly PricePath[] {
  if (text === 'both') return pathOrders
  const order = pathOrders.find(each => each === text)
  if (order) return [order]
  const count = Number(/^random:(\d+)$/.exec(text)?.[1])
  if (!(count >= 1 && count <= mostPaths))
    throw new InvalidArgumentError(
      `Expected both, ${pathOrders.join(', ')} or random:N with N from 1 to ${mostPaths}, got ${text}.`,
    )
  return Array.from({ length: count }, (_, index) => `random:${index + 1}` as const)
}
