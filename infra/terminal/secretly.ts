import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** Where a terminal would show what is typed. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

/**
 * What the operator types without its being shown, or, where no terminal is there, all of the standard input. Ctrl-C and
 * Ctrl-D give nothing.
 */
export async function secretly(question: string): Promise<string> {
  if (!process.stdin.isTTY) return text(process.stdin)
  process.stderr.write(question)
  const prompt = createInterface({ input: process.stdin, output: nowhere(), terminal: true })
  try {
    return await new Promise<string>((resolve, reject) => {
      prompt.once('SIGINT', () => resolve(''))
      prompt.once('close', () => resolve(''))
      prompt.question('').then(resolve, reject)
    })
  } finally {
    prompt.removeAllListeners('close').close()
    process.stderr.write('\n')
  }
}
