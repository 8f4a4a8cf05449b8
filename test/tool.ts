/** A wrong call of a tool; the message says what was expected. */
export class Misuse extends Error {}

/** More would only wait for each other. */
const mostThreads = 256

/** The value of an option that takes a whole number; throws `Misuse` if it is not one. */
export function wholeNumber(option: string, text: string, least = 1, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`
  throw new Misuse(`--${option} takes a whole number ${range}, got ${JSON.stringify(text)}.`)
}

export const threadsOf = (text: string): number => wholeNumber('threads', text, 1, mostThreads)

/** Exits 2 after a wrong call, with the reason and the right call: a test of nothing proves nothing. */
export async function runTool(help: string, main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof Misuse)) throw error
    console.error(`${error.message}\n\n${help}`)
    process.exitCode = 2
  }
}
