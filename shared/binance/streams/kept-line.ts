import { timing } from '#domain/timing.ts'
import type { Clock } from '#ports/clock.ts'
import type { openSocket, Socket } from './socket.ts'

export interface KeptLineParts {
  readonly clock: Clock
  readonly open: typeof openSocket
  /** From 0 to below 1. */
  readonly random: () => number
  /** Where to connect this time, after this many failed connections; throws if there is no address. */
  address(failed: number): Promise<string>
  /** No try before this time; ms. */
  restsUntil(): number | undefined
  held(socket: Socket, again: boolean): void
  text(text: string): void
  lost(why: string): void
}

/** A line that is held as well as it can be, until `stop`. */
export interface KeptLine {
  /** When it was last held; ms. */
  heldAt(): number | undefined
  /** Gives up the present connection: another one is made at once. */
  renew(why: string): void
  /** The same for a connection that was opened and is of no use: it counts as a failed one. */
  passOver(why: string): void
  send(text: string): void
  stop(): void
}

const { least, most } = timing.streams.again

/**
 * A pause before the next try: longer after each failure, and never twice the same, so that clients do not all return
 * at once.
 */
export const pauseBefore = (triesInVain: number, random: number): number =>
  Math.min(most, least * 2 ** triesInVain) * (0.5 + random / 2)

/** Connects, and connects again whenever the connection ends, at once after one that lasted, and then ever less often. */
export function keepLine(parts: KeptLineParts): KeptLine {
  const { clock } = parts
  let isStopped = false
  let socket: Socket | undefined
  let isHeld = false
  let heldAt: number | undefined
  let everHeld = false
  let failed = 0
  let end = (_why: string) => {}

  const hold = (url: string): Promise<string> =>
    new Promise(resolve => {
      end = resolve
      const opening = parts.open(url, {
        opened: () => {
          isHeld = true
          parts.held(opening, everHeld)
          everHeld = true
        },
        text: parts.text,
        ended: resolve,
      })
      socket = opening
      if (isStopped) opening.end()
    })

  const over = () => {
    if (isHeld) heldAt = clock.now()
    isHeld = false
    socket?.end()
    socket = undefined
  }

  /** One connection, from its address to its end: whether it was held for longer than a moment. */
  async function once(): Promise<boolean> {
    const begunAt = clock.now()
    let why: string
    try {
      why = await hold(await parts.address(failed))
    } catch (error) {
      why = error instanceof Error ? error.message : String(error)
    }
    if (!isHeld) failed += 1
    const lasted = isHeld && clock.now() - begunAt > most
    over()
    if (!isStopped) parts.lost(why)
    return lasted
  }

  async function keep(): Promise<void> {
    let inVain = 0
    while (!isStopped) {
      if (await once()) inVain = 0
      if (isStopped) return
      const rest = (parts.restsUntil() ?? 0) - clock.now()
      await clock.sleep(Math.max(rest, pauseBefore(inVain, parts.random())))
      inVain += 1
    }
  }

  void keep()
  return {
    heldAt: () => (isHeld ? clock.now() : heldAt),
    renew: why => end(why),
    passOver: why => {
      failed += 1
      end(why)
    },
    send: text => socket?.send(text),
    stop: () => {
      isStopped = true
      end('no longer wanted')
      over()
    },
  }
}
