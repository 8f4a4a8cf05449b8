import { randomBytes } from 'node:crypto'
import type { ListenKeys } from '../ports.ts'
import { refuse } from '../refusal.ts'

/** How long a listen key lives after it was made or kept alive. */
export const LISTEN_KEY_MS = 60 * 60_000

/** An account's one listen key, with checks of its life. Times are the venue's. */
export interface AccountListenKeys extends ListenKeys {
  isLive(key: string, at: number): boolean
  live(at: number): string | undefined
  /** The key that ran out by this time, and when; returned once. */
  expired(at: number): { readonly key: string; readonly at: number } | undefined
  /** Ends the key before its time. */
  expire(at: number): void
}

export function accountListenKeys(newKey: () => string = randomKey): AccountListenKeys {
  let current: { readonly key: string; readonly until: number } | undefined
  let ended: { readonly key: string; readonly at: number } | undefined

  const live = (at: number): string | undefined => {
    if (current !== undefined && current.until <= at) {
      ended = { key: current.key, at: current.until }
      current = undefined
    }
    return current?.key
  }
  const extend = (key: string, at: number): string => {
    current = { key, until: at + LISTEN_KEY_MS }
    return key
  }
  const heldAt = (at: number): string => {
    const held = live(at)
    if (held === undefined) throw refuse(-1125)
    return held
  }

  return {
    open: at => extend(live(at) ?? newKey(), at),
    keep: at => extend(heldAt(at), at),
    close: at => {
      heldAt(at)
      current = undefined
    },
    isLive: (key, at) => live(at) === key,
    live,
    expired: at => {
      live(at)
      const told = ended
      ended = undefined
      return told
    },
    expire: at => {
      if (current !== undefined) current = { ...current, until: at }
    },
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** 64 letters and digits, like Binance's; a client that has it may listen. */
const randomKey = (): string =>
  [...randomBytes(64)].map(byte => LETTERS[byte % LETTERS.length] ?? 'A').join('')
