/** One line of the doctor: what was checked, the result, and what to do about it. */
export interface Check {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'failure'
  readonly found: string
  readonly todo?: string
  /** The watch's next look may settle it. */
  readonly settles?: true
}

export const ok = (check: string, found: string): Check => ({ check, state: 'ok', found })
export const warning = (check: string, found: string, todo: string): Check => ({
  check,
  state: 'warning',
  found,
  todo,
})
export const failure = (check: string, found: string, todo: string): Check => ({
  check,
  state: 'failure',
  found,
  todo,
})

/** A check that throws counts as a failure, and the other checks still run. */
export async function checked(
  name: string,
  todo: string,
  look: () => Promise<Check | readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    return [await look()].flat()
  } catch (error) {
    return [failure(name, error instanceof Error ? error.message : String(error), todo)]
  }
}
