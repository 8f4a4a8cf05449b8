import type { Account } from '#ports/state.ts'

export const halt = 'other-deployment'

/** A position that is not ours to touch, and the other deployment that it belongs to, if it is one's. */
export interface Foreign {
  readonly symbol: string
  readonly deployment?: string
}

/**
 * Another deployment trades on this account, which is a mistake: neither knows the other's slots, margin and daily
 * loss. Its positions are left to it, and nothing is entered here until nothing foreign is open any more. The halt
 * and what it goes by are one value, written at once: none outlives the other.
 */
export function withForeign(account: Account, foreign: readonly Foreign[]): Account {
  const { [halt]: before, ...others } = account.halts
  const [found] = foreign.flatMap(({ symbol, deployment }) =>
    deployment ? [whyHalted(deployment, symbol)] : [],
  )
  const why = foreign.length === 0 ? undefined : (before ?? found)
  return {
    ...account,
    halts: why === undefined ? others : { ...others, [halt]: why },
    foreign: foreign.map(({ symbol }) => symbol).toSorted(),
  }
}

const whyHalted = (deployment: string, symbol: string): string =>
  `the deployment "${deployment}" has a position on ${symbol} of this account; give each deployment an account of its own`
