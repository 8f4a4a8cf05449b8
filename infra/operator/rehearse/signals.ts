/** Signals that tell a process to end: from Ctrl-C, a script, or a closed terminal. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs work that cleans up after itself: passes on a signal to end, and waits for the work. */
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
