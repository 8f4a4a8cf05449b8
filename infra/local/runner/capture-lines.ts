/** Captures what this thread prints; the returned function hands out the whole lines since its last call. */
export function captureLines(): () => readonly string[] {
  let lines: string[] = []
  for (const stream of [process.stdout, process.stderr]) {
    let rest = ''
    stream.write = (chunk: string | Uint8Array, ...others: unknown[]) => {
      const parts = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts.filter(text => text !== ''))
      const written = others.find(other => typeof other === 'function')
      if (written) queueMicrotask(written as () => void)
      return true
    }
  }
  return () => {
    const taken = lines
    lines = []
    return taken
  }
}
