import { none, price } from '../../../../pictures/page/format.ts'
import type { OrderShown } from '../../shown/order.ts'

interface OrdersTableProps {
  readonly orders: readonly OrderShown[]
  readonly label: string
  /** Shown when the list has orders of several symbols. */
  readonly isOfMany?: boolean
}

/** Open orders: what each does, its owner and its purpose. */
export function OrdersTable({ orders, label, isOfMany = false }: OrdersTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard.
    <section class="table" tabIndex={0} aria-label={label}>
      <table aria-label={label}>
        <thead>
          <tr>
            {isOfMany && <th scope="col">Symbol</th>}
            <th scope="col">Order, and why it stands</th>
            <th scope="col" class="number">
              Quantity
            </th>
            <th scope="col" class="number">
              At
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.map(order => (
            <Row key={order.key} order={order} isOfMany={isOfMany} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ order, isOfMany }: { readonly order: OrderShown; readonly isOfMany: boolean }) {
  const { symbol, book, type = none, side = '', quantity, closesAll, isOdd, owner, why, clientId } = order
  return (
    <tr>
      {isOfMany && (
        <td class="tight">
          <bdi>{symbol}</bdi>
        </td>
      )}
      <td class="wide" title={clientId}>
        <div>
          {side} <bdi>{type}</bdi> <span class="soft">{book} book</span>
        </div>
        {isOdd && <span class="down">■ </span>}
        <bdi class={isOdd ? '' : 'soft'}>{why}</bdi>
        {isOdd && (
          <span class="soft">
            , by <bdi>{owner}</bdi>
          </span>
        )}
      </td>
      <td class="number">{closesAll ? 'all' : (quantity ?? none)}</td>
      <td class="number">{atPrice(order)}</td>
    </tr>
  )
}

function atPrice({ triggerPrice, price: limit }: OrderShown): string {
  const isLimit = limit !== undefined && Number(limit) !== 0
  if (triggerPrice === undefined) return isLimit ? price(limit) : none
  return isLimit && limit !== triggerPrice ? `${price(triggerPrice)} → ${price(limit)}` : price(triggerPrice)
}
