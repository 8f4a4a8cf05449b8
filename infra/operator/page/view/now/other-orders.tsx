import { computed } from '@preact/signals'
import { orders, positions } from '../told/told.ts'
import { OrdersTable } from './orders-table.tsx'

const others = computed(() => {
  const shown = new Set(positions.value.map(({ symbol }) => symbol))
  return orders.value.filter(({ symbol }) => !shown.has(symbol))
})

/** Orders on symbols without an open position, with owner and purpose. */
export function OtherOrders() {
  if (others.value.length === 0) return null
  return (
    <section class="panel" aria-label="Orders without a position">
      <header>
        <h2>Orders without a position</h2>
      </header>
      <OrdersTable orders={others.value} label="Orders without a position" isOfMany />
    </section>
  )
}
