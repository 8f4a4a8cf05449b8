import { InvalidArgumentError, Option } from 'commander'
import { type PathOrder, pathOrders } from './price-path.ts'

/** Former names of the orders, for scripts that still use them. */
const formerOrders: Readonly<Record<string, PathOrder>> = {
  'against-first': 'adverse-first',
  'with-first': 'favourable-first',
}

/** `--path`, as every command that plays candles takes it. */
export const pathOption = (): Option =>
  new Option('--path <order>', 'order of high and low inside a candle')
    .choices(pathOrders)
    .default(pathOrders[0])
    .argParser(pathOrder)

function pathOrder(text: string): PathOrder {
  const order = pathOrders.find(each => each === text) ?? formerOrders[text]
  if (!order) throw new InvalidArgumentError(`Expected ${pathOrders.join(' or ')}, got ${text}.`)
  return order
}
