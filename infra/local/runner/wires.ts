import { carry } from './carry.ts'
import type { MarketClock } from './clock.ts'
import type { Outside, OutsideAnswer, OutsideRequest, Wire, WireEar } from './outside.ts'
import type { Carried } from './thread-protocol.ts'
import type { Order } from './timers.ts'

/** One thread's connections to the outside, by the calls that opened them. */
export interface Wires {
  open(call: number, request: OutsideRequest, order: Order): Promise<OutsideAnswer>
  send(carried: Carried, order: Order): void
  /** Their thread is gone. */
  close(): void
}

export interface WiresOptions {
  readonly clock: MarketClock
  readonly outside: Pick<Outside, 'wayMs' | 'connect'>
  readonly hear: (carried: Carried) => void
}

export const isUpgrade = ({ headers }: OutsideRequest): boolean => headers.upgrade !== undefined

/** Data over them takes as long as a request, in market time, and arrives in the order in which it was sent. */
export function createWires({ clock, outside, hear }: WiresOptions): Wires {
  const open = new Map<number, Wire & { readonly wayMs: number }>()
  const arrive = (wayMs: number, order: Order, what: () => void) =>
    void clock.at(clock.now() + wayMs, what, order)

  return {
    async open(call, request, order) {
      const wayMs = outside.wayMs(request)
      const told = (carried: Carried) =>
        arrive(wayMs, order, () => {
          if (!open.has(call)) return
          if (carried.bytes === undefined) open.delete(call)
          hear(carried)
        })
      const ear: WireEar = {
        bytes: bytes => told({ call, bytes: bytes.toString('base64') }),
        ended: () => told({ call }),
      }
      return carry(clock, wayMs, order, async () => {
        const { answer, wire } = await outside.connect(request, ear)
        if ('status' in answer && answer.status === 101) open.set(call, { ...wire, wayMs })
        return answer
      })
    },
    send({ call, bytes }, order) {
      const wire = open.get(call)
      if (!wire) return
      if (bytes === undefined) open.delete(call)
      arrive(wire.wayMs, order, () =>
        bytes === undefined ? wire.end() : wire.send(Buffer.from(bytes, 'base64'), order),
      )
    },
    close() {
      for (const wire of open.values()) wire.end()
      open.clear()
    },
  }
}
