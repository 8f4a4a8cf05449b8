/** What tells a process to end: Ctrl-C, a script, a terminal that was closed. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs work that cleans up after itself: told to end, it is told so, and the process waits for it. */
export async function heedingSignals<T>(
  say: (line: string) => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const end = () => {
    say(ended.signal.aborted ? 'Still cleaning up …' : 'Interrupted: cleaning up …')
    ended.abort()
  }
  for (const ending of endings) process.on(ending, end)
  try {
    return await work(ended.signal)
  } finally {
    for (const ending of endings) process.off(ending, end)
  }
}
